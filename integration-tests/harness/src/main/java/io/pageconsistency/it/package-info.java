/**
 * The built agent over released libraries, each test in a virtual machine of its own.
 *
 * <p>A test reads as the command line it runs and what is expected to come of it: exit status, output, and the recording,
 * which is read by the JDK's own reader and by JDK Mission Control's.
 */
package io.pageconsistency.it;
