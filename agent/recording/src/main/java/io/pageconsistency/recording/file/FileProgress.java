package io.pageconsistency.recording.file;

import java.nio.file.Path;

/**
 * Reports how far a file has been read. The position follows from the times of the events, because chunks are roughly in the order
 * of time. Not thread-safe.
 */
public final class FileProgress {
    private static final int STEPS = 100;
    private static final int EVENTS_A_LOOK = 1024;

    private final Path file;
    private final Chunks chunks;
    private final int passes;
    private final long before;
    private final long all;
    private final Progress progress;
    private long events;
    private int pass;
    private long said;

    /**
     * Begins a file.
     *
     * @param passes how many times it will be read
     * @param before bytes of the files that were read before it
     * @param all bytes of all files
     */
    public FileProgress(Path file, Chunks chunks, int passes, long before, long all, Progress progress) {
        this.file = file;
        this.chunks = chunks;
        this.passes = passes;
        this.before = before;
        this.all = all;
        this.progress = progress;
        say(0);
    }

    /** @param millis the begin of the event that was read last, in milliseconds of the epoch */
    public void at(long millis) {
        if (++events % EVENTS_A_LOOK == 0) {
            long at = (pass * chunks.size() + chunks.before(millis)) / passes;
            if (at - said >= Math.max(1, chunks.size() / STEPS)) {
                say(at);
            }
        }
    }

    /** Ends one pass over the file. */
    public void passed() {
        pass++;
        say(pass * chunks.size() / passes);
    }

    private void say(long at) {
        said = at;
        progress.at(file, before + at, all);
    }
}
