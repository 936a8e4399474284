/**
 * The processor time of starts, with the agent, with an empty one and without. Uses {@code measuring}. Begin at
 * {@link io.pageconsistency.benchmarks.startup.StartUpCommand}.
 */
package io.pageconsistency.benchmarks.startup;
