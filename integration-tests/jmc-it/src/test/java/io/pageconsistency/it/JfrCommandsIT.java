package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import jdk.jfr.Configuration;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Each command of the documentation for the JDK's own tool, run with that of the newest JDK. */
@Tag("ends")
class JfrCommandsIT {
    private static final String OURS = "io.pageconsistency.";
    /** A text in a row of each event type, or the name of a field. */
    private static final Map<String, String> SIGNS = Map.of("Violation", "DOUBLE_FREE", "AgentStatus", "netty-pooled",
            "RegionStatistics", "netty-pooled", "RegionOpened", "capacity", "RegionClosed", "pagesHeld");

    /** A directory with the files that the documentation names. */
    private static Path directory() throws IOException {
        Path directory = Build.newRun("jfr");
        for (String name : new String[] {"app.jfr", "demo.jfr"}) {
            Files.copy(Recorded.FAULTY.file(), directory.resolve(name));
        }
        Files.copy(Recorded.settings(), directory.resolve("page-consistency.jfc"));
        return directory;
    }

    private static String run(List<String> words, Path directory) throws IOException, InterruptedException {
        Tool tool = Tool.run(directory, words);
        assertThat(tool.status()).as(String.join(" ", words) + "\n" + tool.output()).isZero();
        assertThat(tool.output()).isNotBlank();
        return tool.output();
    }

    static List<String> lines() {
        return Documentation.lines("jfr ");
    }

    @Test
    void eachCommandIsDocumented() {
        assertThat(lines()).extracting(line -> Documentation.words(line).get(1)).contains("summary", "print", "view", "scrub", "configure");
    }

    @ParameterizedTest
    @MethodSource("lines")
    void worksAsDocumented(String line) throws Exception {
        Path directory = directory();
        List<String> words = Documentation.words(line);
        String output = run(words, directory);

        switch (words.get(1)) {
            case "summary" -> assertThat(output).containsPattern("io\\.pageconsistency\\.Violation +[1-9]");
            case "print" -> types(words).forEach(type -> assertThat(output).contains(OURS + type).contains(SIGNS.get(type)));
            case "view" -> assertThat(output).contains(SIGNS.get(words.get(words.size() - 2).substring(OURS.length())));
            case "scrub" -> scrubbed(words, directory);
            case "configure" -> merged(words, directory);
            default -> throw new AssertionError("nothing is known about what this prints: " + line);
        }
    }

    private static List<String> types(List<String> words) {
        return List.of(words.get(words.indexOf("--events") + 1).replace(OURS, "").split(","));
    }

    /** Expects that all of our events are kept, and that the events named in the command are gone. */
    private static void scrubbed(List<String> words, Path directory) throws IOException {
        Map<String, Long> before = numbers(directory.resolve("app.jfr"));
        Map<String, Long> after = numbers(directory.resolve(words.get(words.size() - 1)));
        Map<String, Long> ours = new TreeMap<>(before);
        ours.keySet().removeIf(type -> !type.startsWith(OURS));
        assertThat(ours).isNotEmpty();
        assertThat(after).containsAllEntriesOf(ours);
        if (words.contains("--include-categories")) {
            assertThat(after).isEqualTo(ours);
        } else {
            List<String> excluded = List.of(words.get(words.indexOf("--exclude-events") + 1).split(","));
            assertThat(excluded).allSatisfy(type -> assertThat(before).containsKey("jdk." + type));
            assertThat(excluded).allSatisfy(type -> assertThat(after).doesNotContainKey("jdk." + type));
            assertThat(after).containsKey("jdk.JVMInformation");
        }
    }

    private static Map<String, Long> numbers(Path recording) throws IOException {
        return RecordingFile.readAllEvents(recording).stream()
                .collect(Collectors.groupingBy((RecordedEvent event) -> event.getEventType().getName(), TreeMap::new, Collectors.counting()));
    }

    private static void merged(List<String> words, Path directory) throws Exception {
        Map<String, String> settings = Configuration.create(directory.resolve(words.get(words.indexOf("--output") + 1))).getSettings();

        assertThat(settings).containsEntry("io.pageconsistency.Violation#enabled", "true")
                .containsEntry("io.pageconsistency.AgentStatus#period", "endChunk")
                .containsEntry("io.pageconsistency.PageAllocation#enabled", String.valueOf(words.contains("page-operations=true")))
                .containsEntry("jdk.JavaMonitorEnter#enabled", "true");
    }

    /** The settings are merged on the command line, as in the documentation. */
    @Test
    void settingsMergeOnTheCommandLine() throws Exception {
        assertThat(numbers(Recorded.FAULTY.file())).containsKeys("io.pageconsistency.PageAllocation", "io.pageconsistency.PageFree",
                "io.pageconsistency.Violation", "jdk.JVMInformation");
        assertThat(numbers(Recorded.SUPPRESSED.file())).containsKeys("io.pageconsistency.RegionOpened", "jdk.JVMInformation")
                .doesNotContainKey("io.pageconsistency.PageAllocation");
    }
}
