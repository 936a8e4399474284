/**
 * The command line of the jar, and its smaller commands. Runs in a process of its own and shares no state with an agent. The
 * larger commands have packages of their own. Begin at {@link io.pageconsistency.cli.Cli}.
 */
package io.pageconsistency.cli;
