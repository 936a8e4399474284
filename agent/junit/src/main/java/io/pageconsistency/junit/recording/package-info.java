/** What other processes have left, or leave while they run: their flight recordings, and what must be in them. */
package io.pageconsistency.junit.recording;
