/**
 * What people at the terminal read: a block for each violation on standard error, the exit lines, and the file of findings. Slows
 * no thread of the application. Begin at {@link io.pageconsistency.agent.output.console.ConsoleReport}.
 */
package io.pageconsistency.agent.output.console;
