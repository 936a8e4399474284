/**
 * The command line of the jar, and its smaller commands. It runs in its own process and shares no state with an agent. The larger
 * commands have their own packages. Begin at {@link io.pageconsistency.cli.Cli}.
 */
package io.pageconsistency.cli;
