/** Reads descriptions of pools from YAML, and says what is wrong with them, where, and what would be right. */
package io.pageconsistency.agent.allocators.described.yaml;
