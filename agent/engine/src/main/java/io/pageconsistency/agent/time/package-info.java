/** The clock for everything that waits, so that tests can replace it. Begin at {@link io.pageconsistency.agent.time.Time}. */
package io.pageconsistency.agent.time;
