/**
 * The programs that the integration tests run under the agent.
 *
 * <p>They are plain applications, which the tests start by name. They use only what every covered Netty has, and end with one line
 * for the test, the {@link io.pageconsistency.workloads.Outcome}. Counts in them are odd or prime, so that an assertion does not
 * hold by accident. Begin at {@link io.pageconsistency.workloads.HealthyLoad} and {@link io.pageconsistency.workloads.Scenarios}.
 */
package io.pageconsistency.workloads;
