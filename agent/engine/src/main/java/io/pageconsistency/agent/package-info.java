/**
 * Starts the agent proper: puts its parts in place in one order, takes them away in the reverse order, and says what it does.
 * Begin at {@link io.pageconsistency.agent.AgentMain} and {@link io.pageconsistency.agent.Installer}.
 */
package io.pageconsistency.agent;
