/**
 * Judges what contradicts the record: what is wrong, who had to do with it, what it follows from, and what becomes of it. Uses
 * regions and reports, and speaks of units, whether pages, slots or bytes. Runs on the cold path only. Begin at
 * {@link io.pageconsistency.verdict.Judge} and {@link io.pageconsistency.verdict.Unit}.
 */
package io.pageconsistency.verdict;
