/** A pattern in free memory, which shows a write into it. Begin at {@link io.pageconsistency.poison.Poison}. */
package io.pageconsistency.poison;
