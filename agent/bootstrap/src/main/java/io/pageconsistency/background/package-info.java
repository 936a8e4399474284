/**
 * Threads of the agent's own, and how they wait. Whatever waits takes its {@link io.pageconsistency.background.Time} from outside,
 * so that tests can replace it. Uses nothing else. Begin at {@link io.pageconsistency.background.AgentThread} and
 * {@link io.pageconsistency.background.Deadline}.
 */
package io.pageconsistency.background;
