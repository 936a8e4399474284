/**
 * The virtual machine itself: its exit status, the mode of the checking, and the time when it gets an MBean server. Begin at
 * {@link io.pageconsistency.jvm.Ending}.
 */
package io.pageconsistency.jvm;
