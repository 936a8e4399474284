/**
 * The ledger's findings and regions as JFR events.
 *
 * <p>Only {@link io.pageconsistency.agent.output.jfr.JfrOutput} may be named from outside: every other class here needs {@code jdk.jfr},
 * which a runtime may lack. Event classes are touched only after somebody has initialised the recorder. No event class mentions
 * another: registering one while another thread defines the other deadlocks (JDK-8368670).
 */
package io.pageconsistency.agent.output.jfr;
