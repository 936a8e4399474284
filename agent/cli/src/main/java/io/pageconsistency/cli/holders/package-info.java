/**
 * The command {@code holders}: who holds memory now, by the calls that took it. Asks through {@code jvm}. Begin at
 * {@link io.pageconsistency.cli.holders.HoldersCommand}.
 */
package io.pageconsistency.cli.holders;
