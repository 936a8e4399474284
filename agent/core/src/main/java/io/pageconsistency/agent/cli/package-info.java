/**
 * The command line of the jar: reaches a running virtual machine through the attach mechanism, has the agent loaded there, and
 * reads its figures through that machine's own management. Runs in a process of its own and has no state in common with an agent.
 */
package io.pageconsistency.agent.cli;
