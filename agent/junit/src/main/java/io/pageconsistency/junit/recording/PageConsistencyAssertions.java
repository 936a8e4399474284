package io.pageconsistency.junit.recording;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Where assertions about other processes begin. */
public final class PageConsistencyAssertions {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private PageConsistencyAssertions() {
    }

    /**
     * What a process has recorded that has ended, or that was told to write its recording.
     *
     * @throws AssertionError if the file is not a recording that can be read
     */
    public static RecordingAssert assertThatRecording(Path recording) {
        return RecordingAssert.of(recording);
    }

    /**
     * What a process records while it runs: {@linkplain LiveRecording#open(Path, Duration) opens} its repository, and waits up
     * to half a minute for it to begin.
     */
    public static LiveRecording assertThatRunning(Path repository) throws IOException {
        return LiveRecording.open(repository, PATIENCE);
    }
}
