package io.pageconsistency.agent.output.jfr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Period;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingToFileTest {
    private final List<String> notices = new ArrayList<>();

    private Runnable start(String name) {
        return RecordingToFile.start(name, notices::add);
    }

    @Test
    void ourSettingsAreThoseOfTheEventsAndOfNothingElse() {
        Map<String, String> expected = new TreeMap<>();
        EventTypesTest.events().map(EventType::getEventType).forEach(type -> type.getSettingDescriptors().stream()
                .filter(setting -> !setting.getName().equals("threshold") && !setting.getName().equals("throttle"))
                .forEach(setting -> expected.put(type.getName() + "#" + setting.getName(), setting.getDefaultValue())));
        // Which settings JFR shows for a periodic event depends on whether a hook is registered for it now.
        EventTypesTest.events().filter(event -> event.isAnnotationPresent(Period.class)).forEach(event -> {
            String name = EventType.getEventType(event).getName();
            expected.remove(name + "#stackTrace");
            expected.put(name + "#period", event.getAnnotation(Period.class).value());
        });

        assertThat(new TreeMap<>(RecordingToFile.settings().getSettings())).isEqualTo(expected);
    }

    @Test
    void startsARecordingThatIsWrittenAtExit(@TempDir Path directory) {
        Path file = directory.resolve("at exit.jfr");
        start(file.toString());
        Recording recording = FlightRecorder.getFlightRecorder().getRecordings().stream()
                .filter(candidate -> file.equals(candidate.getDestination())).findFirst().orElseThrow();
        try (recording) {
            assertThat(recording.getName()).isEqualTo("page-consistency");
            assertThat(recording.getDumpOnExit()).isTrue();
            assertThat(recording.getState()).isEqualTo(RecordingState.RUNNING);
            assertThat(file).exists();
        }
    }

    @Test
    void refusesAFileInADirectoryThatIsNotThere(@TempDir Path directory) {
        Path file = directory.resolve("missing").resolve("x.jfr");
        int before = FlightRecorder.getFlightRecorder().getRecordings().size();

        assertThatThrownBy(() -> start(file.toString())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("option 'recording' cannot be '" + file + "', which cannot be written (java.nio.file.NoSuchFileException: ")
                .hasMessageNotContaining("\n");
        assertThat(FlightRecorder.getFlightRecorder().getRecordings()).hasSize(before);
    }

    @Test
    void refusesADirectory(@TempDir Path directory) {
        assertThatThrownBy(() -> start(directory.toString())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("option 'recording' cannot be '" + directory + "', which cannot be written (");
    }

    @Test
    void refusesWhatIsNoPath() {
        assertThatThrownBy(() -> start("no\0path")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("option 'recording' cannot be ");
    }
}
