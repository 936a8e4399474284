/**
 * The start of the agent: from the virtual machine's call to the engine, which has a class loader of its own. Begin at
 * {@link io.pageconsistency.boot.Premain}.
 */
package io.pageconsistency.boot;
