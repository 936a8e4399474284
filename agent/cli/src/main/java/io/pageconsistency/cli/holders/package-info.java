/**
 * The command {@code holders}: shows the present holders of memory, grouped by the calls that took it. Asks the agent through
 * {@code jvm}. Begin at {@link io.pageconsistency.cli.holders.HoldersCommand}.
 */
package io.pageconsistency.cli.holders;
