/**
 * The benchmarks' command line, a command for each question. What is measured is in {@code pairs}, {@code http} and {@code startup},
 * and in packages of the ledger's own; how is in {@code measuring}. Begin at {@link io.pageconsistency.benchmarks.Benchmarks}.
 */
package io.pageconsistency.benchmarks;
