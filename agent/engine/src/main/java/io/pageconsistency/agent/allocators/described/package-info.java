/**
 * Pools that a YAML file describes: the user's own, and those of the recipes in the agent's jar. Begin at
 * {@link io.pageconsistency.agent.allocators.described.Descriptions}.
 */
package io.pageconsistency.agent.allocators.described;
