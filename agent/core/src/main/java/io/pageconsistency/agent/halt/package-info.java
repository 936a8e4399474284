/** The end of the virtual machine on a violation. */
package io.pageconsistency.agent.halt;
