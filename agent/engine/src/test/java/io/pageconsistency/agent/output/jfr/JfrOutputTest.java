package io.pageconsistency.agent.output.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.pageconsistency.it.Child;

/** The orders in which JFR and the agent can start, each in a virtual machine of its own. */
@Timeout(300)
class JfrOutputTest {
    @TempDir
    private Path directory;

    @Test
    void leavesJfrAloneUntilSomebodyUsesIt() throws Exception {
        assertThat(run(List.of("-Xlog:class+load"), "install", "violate"))
                .contains("initialised: false")
                .noneMatch(line -> line.contains("Event source:") && line.contains("io.pageconsistency.agent.output.jfr"))
                .anyMatch(line -> line.contains("io.pageconsistency.agent.output.jfr.RecorderListener source:"));
    }

    @Test
    void recordsWhereJfrWasStartedByTheApiAfterTheAgent() throws Exception {
        run(List.of(), "install", "violate", "record=api.jfr", "violate");

        List<RecordedEvent> events = Recorded.read(directory.resolve("api.jfr"));
        assertThat(Recorded.named(events, "Violation")).extracting(event -> event.getInt("sequence")).containsExactly(2);
        assertThat(Recorded.named(events, "AgentStatus")).isNotEmpty()
                .allMatch(event -> event.getInt("violationsBefore") == 1);
    }

    @Test
    void recordsWhereJfrWasStartedByTheApiBeforeTheAgent() throws Exception {
        assertThat(run(List.of(), "record=before.jfr", "install", "violate")).contains("initialised: true");

        List<RecordedEvent> events = Recorded.read(directory.resolve("before.jfr"));
        assertThat(Recorded.named(events, "Violation")).hasSize(1);
        assertThat(Recorded.named(events, "AgentStatus")).isNotEmpty();
    }

    @Test
    void recordsWhereJfrWasStartedByFlagWithOurSettings() throws Exception {
        Path settings = directory.resolve("ours.jfc");
        Files.copy(JfrOutput.class.getResourceAsStream("/page-consistency.jfc"), settings);
        run(List.of("-XX:StartFlightRecording:filename=flag.jfr,settings=" + settings + ",page-operations=true"),
                "install", "violate");

        List<RecordedEvent> events = Recorded.read(directory.resolve("flag.jfr"));
        assertThat(Recorded.named(events, "Violation")).hasSize(1);
        assertThat(Recorded.named(events, "RegionOpened")).hasSize(1);
        assertThat(Recorded.named(events, "PageFree")).hasSize(1);
        assertThat(Recorded.named(events, "AgentStatus")).isNotEmpty();
    }

    @Test
    void writesTheRecordingItWasAskedFor() throws Exception {
        run(List.of(), "install=asked.jfr", "violate");

        List<RecordedEvent> events = Recorded.read(directory.resolve("asked.jfr"));
        assertThat(Recorded.named(events, "Violation")).hasSize(1);
        assertThat(Recorded.named(events, "PageFree")).isEmpty();
        assertThat(Recorded.named(events, "AgentStatus")).isNotEmpty();
    }

    @Test
    void doesWithoutJfr() throws Exception {
        assertThat(run(List.of("--limit-modules", "java.base"), "install=asked.jfr", "violate"))
                .filteredOn(line -> line.startsWith("notice: ")).hasSize(2)
                .anyMatch(line -> line.startsWith("notice: no JFR events: this runtime has no jdk.jfr ("))
                .anyMatch(line -> line.startsWith("notice: recording=asked.jfr has no effect: this runtime has no jdk.jfr ("));
    }

    @Test
    void doesWithoutManagement() throws Exception {
        run(List.of("--limit-modules", "java.base,jdk.jfr"), "install=asked.jfr", "violate");

        assertThat(Recorded.named(Recorded.read(directory.resolve("asked.jfr")), "AgentStatus")).isNotEmpty()
                .allMatch(event -> event.getLong("directBytes") == DirectMemory.UNKNOWN);
    }

    /** Runs a program and returns its output. The program must end normally, with its violations counted and no swallowed error. */
    private List<String> run(List<String> options, String... steps) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Child.QUICK);
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Steps.class.getName()));
        command.addAll(List.of(steps));
        Child child = Child.start(command, directory);
        assertThat(child.status()).as(child.toString()).isZero();
        List<String> lines = child.out();
        long violations = List.of(steps).stream().filter("violate"::equals).count();
        assertThat(lines).contains("violations: " + violations + ", swallowed: 0");
        return lines;
    }
}
