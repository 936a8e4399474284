package io.pageconsistency.junit.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.pageconsistency.ViolationKind;
import io.pageconsistency.recording.event.EventNames;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;

/** Which of the findings in a recording count. */
class EvidenceTest {
    @Name(EventNames.VIOLATION)
    private static final class Found extends Event {
        String kind;
        int sequence;
        int cause;
        String allocator = "pool";
        String allocatedBy;
        String freedBy;
        boolean suspect;

        Found(ViolationKind kind, int sequence, int cause, boolean suspect) {
            this.kind = kind.name();
            this.sequence = sequence;
            this.cause = cause;
            this.suspect = suspect;
        }
    }

    @TempDir
    private Path directory;

    private RecordingAssert recorded(Found... findings) throws IOException {
        Path file = directory.resolve("findings.jfr");
        try (Recording recording = new Recording()) {
            recording.enable(Found.class);
            recording.start();
            for (Found finding : findings) {
                finding.commit();
            }
            recording.dump(file);
        }
        return PageConsistencyAssertions.assertThatRecording(file);
    }

    @Test
    void rootCausesThatAreCertainCount() throws IOException {
        RecordingAssert recorded = recorded(new Found(ViolationKind.DOUBLE_FREE, 1, 1, false),
                new Found(ViolationKind.DOUBLE_FREE, 2, 1, false), new Found(ViolationKind.STALE_FREE, 3, 3, true),
                new Found(ViolationKind.LEAK, 4, 4, false));

        assertThat(recorded.violations()).extracting(RecordedViolation::sequence).containsExactly(1);
        recorded.hasViolations(ViolationKind.DOUBLE_FREE, 1).hasViolations(ViolationKind.STALE_FREE, 0);
        assertThatThrownBy(recorded::hasNoViolations).hasMessageContaining("holds 1 DOUBLE_FREE");
        assertThatThrownBy(recorded::hasNoLeaks).hasMessageContaining("holds 1 LEAK");
    }

    @Test
    void aSuspicionIsNoViolation() throws IOException {
        recorded(new Found(ViolationKind.STALE_FREE, 1, 1, true)).hasNoViolations().hasNoLeaks();
    }
}
