/**
 * One finding and one holder of memory, with the calls that were behind them. Uses {@code event}. Begin at
 * {@link io.pageconsistency.recording.finding.Finding}.
 */
package io.pageconsistency.recording.finding;
