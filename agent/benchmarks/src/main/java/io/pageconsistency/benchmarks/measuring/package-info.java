/**
 * Runs variants side by side, in processes of their own and in alternated rounds, and puts the results into tables. Knows nothing
 * of what it measures. Begin at {@link io.pageconsistency.benchmarks.measuring.Measuring}.
 */
package io.pageconsistency.benchmarks.measuring;
