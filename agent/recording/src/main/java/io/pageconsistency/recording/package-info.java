/**
 * Reads flight recordings into one model: {@link io.pageconsistency.recording.RecordingReader} makes one {@link
 * io.pageconsistency.recording.Fleet} of any number of recordings. The command line, tests and tools use it in processes of their
 * own. It is never part of a running agent. The packages below hold the parts of the model.
 */
package io.pageconsistency.recording;
