package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** The agent's events in a recording. The JDK's reader and Mission Control's reader must agree on them. */
final class Recording {
    /** The first JDK with which recorded stacks do not contain the agent's frames. */
    static final int LEAVES_OUT_FRAMES = 25;

    private static final String PREFIX = "io.pageconsistency.";

    private final Map<String, List<RecordedEvent>> events;

    private Recording(Map<String, List<RecordedEvent>> events) {
        this.events = events;
    }

    static Recording read(Path file) {
        try {
            Map<String, List<RecordedEvent>> events = RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().startsWith(PREFIX))
                    .collect(Collectors.groupingBy(event -> event.getEventType().getName().substring(PREFIX.length()),
                            TreeMap::new, Collectors.toList()));
            Recording recording = new Recording(events);
            recording.compareWith(MissionControl.read(file));
            return recording;
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private void compareWith(MissionControl other) {
        Map<String, Long> numbers = new TreeMap<>();
        events.forEach((type, those) -> numbers.put(PREFIX + type, (long) those.size()));
        assertThat(other.numbers(PREFIX)).as("events as Mission Control counts them").isEqualTo(numbers);
        assertThat(other.texts(PREFIX + "Violation", "kind")).as("kinds as Mission Control reads them")
                .containsExactlyInAnyOrderElementsOf(of("Violation").stream().map(e -> e.getString("kind")).toList());
    }

    /** The events of a type, which is named without its package, in no particular order. */
    List<RecordedEvent> of(String type) {
        return events.getOrDefault(type, List.of());
    }

    /** The findings in the order of their sequence. */
    List<RecordedEvent> violations() {
        return of("Violation").stream().sorted(Comparator.comparingInt(event -> event.getInt("sequence"))).toList();
    }

    /** The last status of a module. Exactly one place of its library is expected. */
    RecordedEvent status(String module) {
        return of("AgentStatus").stream().filter(event -> event.getString("module").equals(module))
                .max(Comparator.comparing(RecordedEvent::getStartTime))
                .orElseThrow(() -> new AssertionError("no status of " + module + " in " + of("AgentStatus")));
    }

    /** The methods on an event's stack, innermost first, each as {@code Class.method} without the package. */
    static List<String> stack(RecordedEvent event) {
        return event.getStackTrace().getFrames().stream()
                .map(frame -> simple(frame.getMethod().getType().getName()) + "." + frame.getMethod().getName()).toList();
    }

    /** The agent's frames on the stack of an event. */
    static List<String> framesOfOurs(RecordedEvent event) {
        return event.getStackTrace().getFrames().stream().map(frame -> frame.getMethod().getType().getName())
                .filter(name -> name.matches("io\\.pageconsistency\\.(agent\\.(allocators\\.described|output\\.jfr)|nativememory|hooks|ledger|pins|pools)\\..*")).toList();
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}
