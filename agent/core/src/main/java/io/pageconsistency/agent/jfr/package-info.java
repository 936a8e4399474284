/**
 * The ledger's findings and life as JFR events.
 *
 * <p>Only {@link io.pageconsistency.agent.jfr.JfrOutput} may be named from outside; every other class here needs
 * {@code jdk.jfr}, which a runtime may lack. Event classes are touched only once somebody has initialised the recorder, and
 * none of them mentions another: registering an event class while another thread defines one that it mentions deadlocks
 * (JDK-8368670).
 */
package io.pageconsistency.agent.jfr;
