/** Weaves described pools into their classes, wherever these are loaded, and says which it covers. */
package io.pageconsistency.agent.allocators.described.weaving;
