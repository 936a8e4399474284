/**
 * The history of buffer objects, above their allocator: who got a buffer, who released it, and which later uses the library's own reference
 * count refused. Begin at {@link io.pageconsistency.life.LifeTracker}.
 */
package io.pageconsistency.life;
