/** Reads descriptions of pools from YAML. Problems say where a mistake is, what it is, and what is allowed. */
package io.pageconsistency.agent.allocators.described.yaml;
