/**
 * Tracked pools, which are known by a description or through the API. Converts their transfers to regions and pages for the ledger. Begin at
 * {@link io.pageconsistency.pools.TrackedPools}.
 */
package io.pageconsistency.pools;
