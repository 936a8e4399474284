/**
 * A pattern in free memory, by which a write into it comes to light. Begin at {@link io.pageconsistency.poison.Poison}.
 */
package io.pageconsistency.poison;
