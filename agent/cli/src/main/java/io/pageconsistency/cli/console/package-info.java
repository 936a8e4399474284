/**
 * The common parts of the commands: output to a terminal or a file, exit statuses, and refusals. Uses picocli, and no other package
 * of the command line. Begin at {@link io.pageconsistency.cli.console.Status} and {@link io.pageconsistency.cli.console.Refusal}.
 */
package io.pageconsistency.cli.console;
