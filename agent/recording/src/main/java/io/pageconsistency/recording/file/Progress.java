package io.pageconsistency.recording.file;

import java.nio.file.Path;

/** Receives how far the reading of recordings has come. */
@FunctionalInterface
public interface Progress {
    /** Ignores all reports. */
    Progress NONE = (file, done, all) -> { };

    /**
     * Called about a hundred times for each file.
     *
     * @param done bytes that have been read, of all files
     * @param all bytes of all files
     */
    void at(Path file, long done, long all);
}
