/** The end of the JVM, and its exit status. Begin at {@link io.pageconsistency.agent.jdk.exit.ExitStatus}. */
package io.pageconsistency.agent.jdk.exit;
