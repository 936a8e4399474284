/**
 * Tracked pools, which are known by a description or through the API: turns what is handed out into regions and pages, so that the
 * ledger can judge it. Begin at {@link io.pageconsistency.pools.TrackedPools}.
 */
package io.pageconsistency.pools;
