/**
 * The agent's own threads, and how they wait. Code that waits gets its {@link io.pageconsistency.background.Time} as a parameter,
 * so that tests can replace it. Uses no other package. Begin at {@link io.pageconsistency.background.AgentThread} and
 * {@link io.pageconsistency.background.Deadline}.
 */
package io.pageconsistency.background;
