/**
 * The command {@code report}: shows the contents of recordings as text, JSON, annotations of a GitHub workflow, or a page for a
 * browser. Uses {@code console} and the module recording; needs no agent. Begin at {@code ReportCommand}.
 */
package io.pageconsistency.cli.report;
