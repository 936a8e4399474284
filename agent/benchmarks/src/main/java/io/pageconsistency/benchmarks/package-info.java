/**
 * The command line of the benchmarks, with one command for each question. The measured work is in {@code pairs}, {@code http} and
 * {@code startup}, and in the ledger's own package. The method of measuring is in {@code measuring}. Begin at {@link
 * io.pageconsistency.benchmarks.Benchmarks}.
 */
package io.pageconsistency.benchmarks;
