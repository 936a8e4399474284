/** With which status the virtual machine ends, where that must not be 0. */
package io.pageconsistency.agent.exit;
