/** Pools that a YAML file describes: the user's own, and the recipes for public ones that lie in the agent's jar. */
package io.pageconsistency.agent.described;
