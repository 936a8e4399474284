/**
 * Judges findings: names the fault and its parties, finds the earlier violation that explains it, and decides whether the operation
 * is refused. Works on units, whether pages, slots or bytes; uses the region and report packages. Cold path only. Begin at
 * {@link io.pageconsistency.verdict.Judge} and {@link io.pageconsistency.verdict.Unit}.
 */
package io.pageconsistency.verdict;
