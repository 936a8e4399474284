/**
 * The programs that the integration tests run under the agent.
 *
 * <p>They are plain applications: they know nothing of the agent, use only what every covered Netty has, and end with one line for
 * a machine to read, the {@link io.pageconsistency.workloads.Outcome}. Counts in them are odd or prime, so that an assertion does
 * not hold by accident.
 */
package io.pageconsistency.workloads;
