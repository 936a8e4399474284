/**
 * The connection to another virtual machine: finds it, loads the agent there through the attach mechanism, and asks the agent
 * through that machine's own management. Every step has a time limit. Only this package uses {@code jdk.attach} and JMX. Begin at
 * {@link io.pageconsistency.cli.jvm.Target} and {@link io.pageconsistency.cli.jvm.Management}.
 */
package io.pageconsistency.cli.jvm;
