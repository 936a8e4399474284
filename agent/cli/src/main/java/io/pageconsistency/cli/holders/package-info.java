/**
 * The command {@code holders}: who holds memory now, by the calls that took it. Asks through {@code target}. Begin at
 * {@link io.pageconsistency.cli.holders.HoldersCommand}.
 */
package io.pageconsistency.cli.holders;
