/** Weaves described pools into their classes, wherever these are loaded, and says how that went. */
package io.pageconsistency.agent.described.weaving;
