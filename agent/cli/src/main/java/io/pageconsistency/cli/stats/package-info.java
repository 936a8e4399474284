/**
 * The command {@code stats}: shows the figures of an agent, once or repeatedly, for people and for programs. Asks the agent through
 * {@code jvm}. Begin at {@link io.pageconsistency.cli.stats.StatsCommand}.
 */
package io.pageconsistency.cli.stats;
