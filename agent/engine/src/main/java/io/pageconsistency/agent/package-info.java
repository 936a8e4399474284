/**
 * Starts the agent: installs its parts in one order, removes them in the reverse order, and reports their state. Begin at
 * {@link io.pageconsistency.agent.AgentMain} and {@link io.pageconsistency.agent.Installer}.
 */
package io.pageconsistency.agent;
