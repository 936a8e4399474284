/**
 * Findings on their way out: an incident becomes a numbered violation, is recognised as a fault that was seen before, and
 * listeners are told. Knows regions only to name them. Begin at {@link io.pageconsistency.report.Reports}.
 */
package io.pageconsistency.report;
