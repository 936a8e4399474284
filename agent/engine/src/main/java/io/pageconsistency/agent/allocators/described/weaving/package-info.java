/** Weaves described pools into their classes, in all class loaders, and reports what is covered. */
package io.pageconsistency.agent.allocators.described.weaving;
