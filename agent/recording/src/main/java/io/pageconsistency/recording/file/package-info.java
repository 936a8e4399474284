/**
 * The files of recordings: their chunks, the repair of a chunk that was cut off, and how far reading has come. Uses no other
 * package of this module. Begin at {@link io.pageconsistency.recording.file.Chunks}.
 */
package io.pageconsistency.recording.file;
