/**
 * Reads flight recordings into one model: {@link io.pageconsistency.recording.RecordingReader} makes a
 * {@link io.pageconsistency.recording.Fleet} of any number of them. For the command line, tests and tools, in processes of their
 * own; never part of an agent at work. What the model consists of is in the packages below.
 */
package io.pageconsistency.recording;
