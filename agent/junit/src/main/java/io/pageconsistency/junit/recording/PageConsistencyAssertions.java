package io.pageconsistency.junit.recording;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** The entry point of assertions about other processes. */
public final class PageConsistencyAssertions {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private PageConsistencyAssertions() {
    }

    /**
     * Begins assertions about the recording file of a process that has ended, or that has written its recording.
     *
     * @throws AssertionError if the file is not a readable recording
     */
    public static RecordingAssert assertThatRecording(Path recording) {
        return RecordingAssert.of(recording);
    }

    /**
     * Begins assertions about a running process: {@linkplain LiveRecording#open(Path, Duration) opens} the repository of its
     * recording, and waits up to half a minute for the recording to begin.
     */
    public static LiveRecording assertThatRunning(Path repository) throws IOException {
        return LiveRecording.open(repository, PATIENCE);
    }
}
