/**
 * The virtual machine itself: its exit status, its mode, and when it has an MBean server. Begin at
 * {@link io.pageconsistency.jvm.Ending}.
 */
package io.pageconsistency.jvm;
