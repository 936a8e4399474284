/**
 * Files of recordings: their chunks, those that were cut off in the middle, and how far reading has come. Begin at
 * {@link io.pageconsistency.recording.file.Chunks}.
 */
package io.pageconsistency.recording.file;
