/** The exit status of a virtual machine that must not end with 0. Begin at {@link io.pageconsistency.agent.jdk.exit.ExitStatus}. */
package io.pageconsistency.agent.jdk.exit;
