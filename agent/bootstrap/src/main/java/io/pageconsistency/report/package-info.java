/**
 * The way of a finding to the outputs: an incident becomes a numbered violation, is assigned to its fault, and is passed to the
 * listeners. Uses regions only to name them. Begin at {@link io.pageconsistency.report.Reports}.
 */
package io.pageconsistency.report;
