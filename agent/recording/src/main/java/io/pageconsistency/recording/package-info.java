/**
 * Reads flight recordings into one model: {@link io.pageconsistency.recording.RecordingReader} makes a
 * {@link io.pageconsistency.recording.Fleet} of any number of them. For the command line, tests and tools, in processes of their
 * own; never part of an agent at work.
 */
package io.pageconsistency.recording;
