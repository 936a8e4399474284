/** From the virtual machine's call to the agent proper, which lives in a class loader of its own. */
package io.pageconsistency.boot;
