/**
 * What people read at the terminal: a block for each violation on standard error, the exit lines, and the file of findings.
 * Formatting and writing take place on threads of the agent. Begin at
 * {@link io.pageconsistency.agent.output.console.ConsoleReport}.
 */
package io.pageconsistency.agent.output.console;
