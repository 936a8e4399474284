/**
 * The command {@code stats}: the figures of an agent, once or again and again, for people and for programs. Asks through
 * {@code jvm}. Begin at {@link io.pageconsistency.cli.stats.StatsCommand}.
 */
package io.pageconsistency.cli.stats;
