/**
 * The ledger's findings and regions as JFR events.
 *
 * <p>Other packages may name only {@link io.pageconsistency.agent.output.jfr.JfrOutput}, because the other classes here need
 * {@code jdk.jfr}, which a runtime may lack. Event classes are used only after the recorder is initialised. No event class mentions
 * another: if one is registered while another thread defines the other, both deadlock (JDK-8368670).
 */
package io.pageconsistency.agent.output.jfr;
