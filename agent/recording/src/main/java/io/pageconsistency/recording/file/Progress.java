package io.pageconsistency.recording.file;

import java.nio.file.Path;

/** Told how far the reading of recordings is. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (file, done, all) -> { };

    /**
     * Called about a hundred times a file.
     *
     * @param done bytes of all files
     * @param all bytes of all files
     */
    void at(Path file, long done, long all);
}
