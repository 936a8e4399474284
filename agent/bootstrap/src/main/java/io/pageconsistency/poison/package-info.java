/** Poison: a pattern in free memory that shows a write after free. Begin at {@link io.pageconsistency.poison.Poison}. */
package io.pageconsistency.poison;
