/**
 * What the commands have in common: how they write to a terminal or a file, what they end with, and how they refuse. Uses picocli
 * only. Begin at {@link io.pageconsistency.cli.console.Status} and {@link io.pageconsistency.cli.console.Refusal}.
 */
package io.pageconsistency.cli.console;
