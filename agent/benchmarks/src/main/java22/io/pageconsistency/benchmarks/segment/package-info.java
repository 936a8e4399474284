/** Pools over a memory segment as applications write them, and who uses them; for JDK 22 and later. */
package io.pageconsistency.benchmarks.segment;
