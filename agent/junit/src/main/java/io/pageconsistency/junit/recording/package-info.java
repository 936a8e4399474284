/**
 * Assertions about the flight recordings of other processes, after their end or while they run. Works without an agent in the
 * virtual machine of the tests. Begin at {@link io.pageconsistency.junit.recording.PageConsistencyAssertions}.
 */
package io.pageconsistency.junit.recording;
