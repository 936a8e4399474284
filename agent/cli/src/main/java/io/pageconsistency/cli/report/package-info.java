/**
 * The command {@code report}: shows what recordings tell, as text, JSON, annotations of a GitHub workflow, or a page for a
 * browser.
 */
package io.pageconsistency.cli.report;
