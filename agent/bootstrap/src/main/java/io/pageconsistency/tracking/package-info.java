/**
 * Pools whose own objects stand for their regions: which region an object has, whether anything about it is recorded, and what
 * each call of a hook means. Everything here belongs to one {@link io.pageconsistency.hooks.Checker}; nothing is static. Begin at
 * {@link io.pageconsistency.tracking.PoolTracker}.
 */
package io.pageconsistency.tracking;
