/** The time that passes, for all that waits: who needs it is given it. Begin at {@link io.pageconsistency.agent.time.Time}. */
package io.pageconsistency.agent.time;
