/** What is known of the virtual machine itself: with which status it ends, and when it has an MBean server. */
package io.pageconsistency.jvm;
