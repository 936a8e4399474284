/**
 * Pools that have an object of their own for each region: finds the region of an object, decides whether it is recorded, and turns
 * the calls of hooks into operations of the ledger. Everything here belongs to one {@link io.pageconsistency.hooks.Checker};
 * nothing is static. Begin at {@link io.pageconsistency.tracking.PoolTracker}.
 */
package io.pageconsistency.tracking;
