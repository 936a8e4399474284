package io.pageconsistency.junit.recording;

import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.pageconsistency.ViolationKind;
import jdk.jfr.Recording;

/** Recordings that are missing or prove nothing. Other tests cover the recordings of running services. */
class LiveRecordingTest {
    @TempDir
    private Path directory;

    @Test
    void saysThatNobodyRecords() {
        assertThatIOException().isThrownBy(() -> LiveRecording.open(directory, Duration.ofMillis(50)))
                .withMessageContaining("no process began to record into " + directory);
        assertThatIOException().isThrownBy(() -> LiveRecording.open(directory.resolve("none"), Duration.ZERO))
                .withMessageContaining("no process began to record into");
    }

    @Test
    void aFileThatIsNoRecordingIsNotOneWithoutViolations() throws IOException {
        Path file = Files.writeString(directory.resolve("x.jfr"), "nothing");

        assertThatThrownBy(() -> PageConsistencyAssertions.assertThatRecording(file)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("cannot be read as a recording");
        assertThatThrownBy(() -> PageConsistencyAssertions.assertThatRecording(directory.resolve("none")))
                .isInstanceOf(AssertionError.class).hasMessageContaining("cannot be read as a recording");
    }

    /** The recording of this virtual machine, which has no agent. */
    @Test
    void aRecordingInWhichNothingWasCheckedFulfilsNothing() throws IOException {
        Path file = directory.resolve("unchecked.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.JVMInformation");
            recording.start();
            recording.dump(file);
        }
        RecordingAssert recorded = PageConsistencyAssertions.assertThatRecording(file);

        assertThatThrownBy(recorded::hasNoViolations).isInstanceOf(AssertionError.class)
                .hasMessageContaining("holds no event of page-consistency");
        assertThatThrownBy(recorded::wasChecked).isInstanceOf(AssertionError.class);
        assertThatThrownBy(recorded::hasNoLeaks).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> recorded.hasViolations(ViolationKind.DOUBLE_FREE, 0)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> recorded.hasViolations(ViolationKind.DOUBLE_FREE, 1)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("but it holds none");
    }
}
