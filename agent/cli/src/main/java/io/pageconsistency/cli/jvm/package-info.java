/**
 * Reaches another virtual machine: finds it, loads the agent there through the attach mechanism, and asks the agent through that
 * machine's own management, none of it without a deadline. Begin at {@link io.pageconsistency.cli.jvm.Target} and
 * {@link io.pageconsistency.cli.jvm.Management}.
 */
package io.pageconsistency.cli.jvm;
