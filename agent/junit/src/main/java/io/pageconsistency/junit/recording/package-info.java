/** Checks the flight recordings of other processes, after their end or while they run. */
package io.pageconsistency.junit.recording;
