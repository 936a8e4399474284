/**
 * Runs the built agent over released libraries, each test in a virtual machine of its own.
 *
 * <p>A test reads as the command line that it runs and what is expected of it: exit status, output, and the recording, which the
 * JDK's own reader and JDK Mission Control's reader read.
 */
package io.pageconsistency.it;
