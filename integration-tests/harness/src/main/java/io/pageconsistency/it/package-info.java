/**
 * Runs the built agent over released libraries, each test in a virtual machine of its own.
 *
 * <p>A test consists of the command line that it runs, and of what it expects: the exit status, the output, and the recording,
 * which both the JDK's reader and JDK Mission Control's reader read. Begin at {@code Java}, which builds the command line, and
 * {@code Finished}, which holds the result.
 */
package io.pageconsistency.it;
