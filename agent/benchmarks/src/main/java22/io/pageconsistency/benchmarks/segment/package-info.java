/**
 * Pools over a memory segment, written as applications write them, and their users. Compiled for JDK 22 and later, so the
 * benchmarks create them by name. Begin at {@code BitmapPool}.
 */
package io.pageconsistency.benchmarks.segment;
