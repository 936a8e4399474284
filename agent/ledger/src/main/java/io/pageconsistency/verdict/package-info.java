/**
 * What is wrong, who had to do with it, what it follows from, and what becomes of it: the rules that the states alone do not tell,
 * parties, contests and policy. Speaks of units, be they pages, slots or bytes; for the cold path. Begin at
 * {@link io.pageconsistency.verdict.Judge} and {@link io.pageconsistency.verdict.Unit}.
 */
package io.pageconsistency.verdict;
