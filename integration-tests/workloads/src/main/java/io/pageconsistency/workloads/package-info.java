/**
 * The programs that the integration tests run under the agent.
 *
 * <p>Plain applications: they know nothing of how they are run, use only what every covered Netty has, and end with one
 * line for a machine to read, the {@link io.pageconsistency.workloads.Outcome}. Counts in them are odd or prime, so that
 * an assertion which holds holds for the right reason.
 */
package io.pageconsistency.workloads;
