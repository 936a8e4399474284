/**
 * The lives of buffer objects above their allocator: who got a buffer, who released it, and who used it after that although the
 * library's own reference count refused it. Begin at {@link io.pageconsistency.life.LifeTracker}.
 */
package io.pageconsistency.life;
