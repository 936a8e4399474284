/**
 * Runs variants in processes of their own and in alternating rounds, and puts the results into tables. Knows nothing about the
 * measured work. Begin at {@link io.pageconsistency.benchmarks.measuring.Measuring}.
 */
package io.pageconsistency.benchmarks.measuring;
