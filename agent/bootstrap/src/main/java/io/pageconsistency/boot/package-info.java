/**
 * From the virtual machine's call of the agent to the agent proper, which has a class loader of its own. Begin at
 * {@link io.pageconsistency.boot.Premain}.
 */
package io.pageconsistency.boot;
