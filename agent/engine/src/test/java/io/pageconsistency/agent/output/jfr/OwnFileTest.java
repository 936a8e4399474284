package io.pageconsistency.agent.output.jfr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import jdk.jfr.Recording;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnFileTest {
    @TempDir
    private Path directory;
    private Path wanted;

    @BeforeEach
    void name() {
        wanted = directory.resolve("a.b.jfr");
    }

    private void record(boolean violation) throws IOException {
        try (Recording recording = new Recording()) {
            recording.enable(ViolationEvent.class);
            recording.enable(AgentStatusEvent.class);
            recording.start();
            if (violation) {
                new ViolationEvent().commit();
            }
            new AgentStatusEvent().commit();
            recording.stop();
            recording.dump(wanted);
        }
    }

    /** Takes the file, and releases it as at the end of the process. */
    private Path taken() throws IOException {
        try (OwnFile file = OwnFile.take(wanted)) {
            assertThat(file.path()).exists();
            assertThat(file.kept() == null).isEqualTo(file.path().equals(wanted));
            return file.path();
        }
    }

    @Test
    void whatIsNotThereIsMade() throws Exception {
        assertThat(taken()).isEqualTo(wanted);
        assertThat(taken()).as("empty").isEqualTo(wanted);
    }

    @Test
    void whatHasNoViolationsIsTakenAgain() throws Exception {
        record(false);
        assertThat(taken()).isEqualTo(wanted);
    }

    @Test
    void whatHasViolationsIsKept() throws Exception {
        record(true);
        long size = Files.size(wanted);
        assertThat(taken()).isEqualTo(directory.resolve("a.b.1.jfr"));
        assertThat(taken()).as("nothing was recorded there").isEqualTo(directory.resolve("a.b.1.jfr"));
        Files.copy(wanted, directory.resolve("a.b.2.jfr"));
        try (OwnFile file = OwnFile.take(wanted)) {
            assertThat(file.path()).isEqualTo(directory.resolve("a.b.3.jfr"));
            assertThat(file.kept()).isEqualTo(wanted + " has violations");
        }
        assertThat(wanted).hasSize(size);
    }

    @Test
    void whatIsNoRecordingIsKept() throws Exception {
        Files.writeString(wanted, "somebody's own");
        assertThat(taken()).isEqualTo(directory.resolve("a.b.1.jfr"));
        assertThat(wanted).hasContent("somebody's own");
    }

    /** In this test one process takes all files. A lock refuses the same process as it refuses another one. */
    @Test
    void noTwoHaveTheSame() throws Exception {
        try (OwnFile first = OwnFile.take(wanted); OwnFile second = OwnFile.take(wanted); OwnFile third = OwnFile.take(wanted)) {
            assertThat(first.path()).isEqualTo(wanted);
            assertThat(second.path()).isEqualTo(directory.resolve("a.b.1.jfr"));
            assertThat(third.path()).isEqualTo(directory.resolve("a.b.2.jfr"));
            assertThat(third.kept()).isEqualTo(wanted + " is another running program's");
        }
    }

    @Test
    void aDirectoryIsNoFile() {
        assertThatThrownBy(() -> OwnFile.take(directory)).isInstanceOf(IOException.class);
    }
}
