/**
 * The command line of the jar: reaches a running virtual machine through the attach mechanism, loads the agent there, and reads
 * its figures through that machine's own management. Runs in a process of its own and shares no state with an agent.
 */
package io.pageconsistency.cli;
