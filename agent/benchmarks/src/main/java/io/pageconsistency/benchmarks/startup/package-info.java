/**
 * The processor time of program starts: with the agent, with an empty agent, and without an agent. Uses {@code measuring}. Begin at
 * {@link io.pageconsistency.benchmarks.startup.StartUpCommand}.
 */
package io.pageconsistency.benchmarks.startup;
