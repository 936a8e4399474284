package io.pageconsistency.demo;

import static io.pageconsistency.junit.recording.PageConsistencyAssertions.assertThatRecording;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.pageconsistency.ViolationKind;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** The packaged demo with and without the agent. */
class DemoAppIT {
    private static final String VIOLATION = "io.pageconsistency.Violation";

    private static final Map<String, List<String>> SEGMENTS = Map.of(
            "healthy-pages", List.of("none", "none"),
            "page-released-twice", List.of("1 DOUBLE_FREE", "1 DOUBLE_FREE"),
            "narrowed-release", List.of("1 SIZE_MISMATCH", "1 SIZE_MISMATCH"),
            "stale-release", List.of("1 STALE_FREE", "1 STALE_FREE"),
            "arena-closed-in-use", List.of("1 REGION_CLOSED_IN_USE", "1 REGION_CLOSED_IN_USE"));

    /** The directory in which the whole demo ran, with its recordings. */
    @TempDir
    private static Path whole;
    private static DemoRun everything;

    @TempDir
    private Path directory;

    @BeforeAll
    static void runEverything() throws Exception {
        everything = DemoRun.underAgent(whole, "=recording=demo.jfr");
    }

    @Test
    void theFindingsAreTheExpectedOnes() throws Exception {
        assertThat(everything.status()).as("%s%n%s", everything.out(), everything.err()).isZero();
        Map<String, List<String>> expected = new HashMap<>(Map.of(
                "healthy-service", List.of("none", "none"),
                "run-freed-twice", List.of("1 DOUBLE_FREE", "1 DOUBLE_FREE"),
                "slot-freed-twice", List.of("1 DOUBLE_FREE", "1 DOUBLE_FREE"),
                "run-handed-out-twice", List.of("1 DOUBLE_ALLOC", "1 DOUBLE_ALLOC"),
                "chunk-closed-in-use", List.of("1 REGION_CLOSED_IN_USE", "1 REGION_CLOSED_IN_USE"),
                "flipped-bit", List.of("1 BITMAP_CORRUPTION", "1 BITMAP_CORRUPTION")));
        if (segments()) {
            expected.putAll(SEGMENTS);
        }
        assertThat(rows(everything.out())).containsExactlyInAnyOrderEntriesOf(expected);
        assertThat(everything.out()).contains("all answers right").contains("0 violations, 0 pages still held")
                .contains("Everything was found as expected.")
                .contains("jfr print --stack-depth 30 --events io.pageconsistency.Violation demo.jfr");
        assertThat(everything.err()).contains("DOUBLE_FREE").contains("DOUBLE_ALLOC").contains("REGION_CLOSED_IN_USE")
                .contains("BITMAP_CORRUPTION");
    }

    @Test
    void theRecordingHoldsTheSameViolations() throws Exception {
        List<RecordedEvent> violations = violations(whole.resolve("demo.jfr"));
        assertThat(assertThatRecording(whole.resolve("demo.jfr"))
                .hasViolations(ViolationKind.DOUBLE_FREE, 2).hasViolations(ViolationKind.DOUBLE_ALLOC, 1)
                .hasViolations(ViolationKind.REGION_CLOSED_IN_USE, 1).hasViolations(ViolationKind.BITMAP_CORRUPTION, 1)
                .violations()).hasSize(5);
        assertThat(violations.stream().filter(e -> !isRoot(e))).isNotEmpty()
                .allSatisfy(e -> assertThat(violations).anyMatch(
                        root -> isRoot(root) && root.getLong("sequence") == e.getLong("cause")));
        assertThat(violations).filteredOn(DemoAppIT::isRoot).allSatisfy(e -> assertThat(e.getStackTrace().getFrames())
                .anyMatch(f -> f.getMethod().getType().getName().startsWith("io.pageconsistency.demo.scenario.")));
    }

    @Test
    void segmentsRunInANewerJava() throws Exception {
        if (segments()) {
            assertThat(everything.out()).doesNotContain("OUTCOME").contains("From here on in " + NewerJava.find().orElseThrow());
            assertThat(violations(whole.resolve("demo-segments.jfr"))).extracting(event -> event.getString("kind"))
                    .containsExactlyInAnyOrder("DOUBLE_FREE", "SIZE_MISMATCH", "STALE_FREE", "REGION_CLOSED_IN_USE");
        } else {
            assertThat(everything.out()).contains("The scenarios with memory segments are LEFT OUT");
        }
    }

    /**
     * Whether the scenarios with memory segments can run. If there is no Java to run or to compile them, the demo says so, and that
     * is no failure.
     */
    private static boolean segments() throws IOException {
        try (JarFile jar = new JarFile(System.getProperty("demo.jar"))) {
            return jar.getEntry("io/pageconsistency/demo/segment/PagePool.class") != null && NewerJava.find().isPresent();
        }
    }

    @Test
    void segmentsCanBeRunAlone() throws Exception {
        DemoRun alone = DemoRun.underAgent(directory, "", "segments");

        assertThat(alone.status()).as("%s%n%s", alone.out(), alone.err()).isZero();
        assertThat(rows(alone.out())).containsExactlyInAnyOrderEntriesOf(segments() ? SEGMENTS : Map.of());
    }

    @Test
    void oneScenarioCanBeChosen() throws Exception {
        DemoRun run = DemoRun.underAgent(directory, "", "scenarios", "flipped-bit");

        assertThat(run.status()).as("%s%n%s", run.out(), run.err()).isZero();
        assertThat(rows(run.out())).containsOnlyKeys("flipped-bit");
        assertThat(run.out()).doesNotContain("The recording is");
    }

    @Test
    void withoutTheAgentItSaysHowToStart() throws Exception {
        for (String[] arguments : new String[][] {{}, {"scenarios"}, {"segments"}}) {
            DemoRun run = DemoRun.withoutAgent(directory, arguments);

            assertThat(run.status()).isEqualTo(3);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("agent is not active")
                    .contains("java -javaagent:agent/dist/target/page-consistency.jar=recording=demo.jfr "
                            + "-jar demo-app/target/demo-app.jar");
        }
    }

    @Test
    void wrongArgumentsAreRefused() throws Exception {
        assertRefused("there is no scenario 'nonsense'", "scenarios", "nonsense");
        assertRefused("a port is a number from 0 to 65535, not 65536", "serve", "65536");
        assertRefused("Unmatched argument at index 0: 'nonsense'", "nonsense");
    }

    private void assertRefused(String message, String... arguments) throws Exception {
        DemoRun run = DemoRun.withoutAgent(directory, arguments);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith(message).contains("demo-app").doesNotContain("\tat ");
    }

    @Test
    void helpNeedsNoAgent() throws Exception {
        DemoRun run = DemoRun.withoutAgent(directory, "--help");

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("serve").contains("scenarios");
    }

    /** The agent brings its types itself; a second copy must not exist. */
    @Test
    void theJarHoldsNothingOfTheAgent() throws IOException {
        try (JarFile jar = new JarFile(System.getProperty("demo.jar"))) {
            assertThat(jar.stream().map(e -> e.getName())
                    .filter(name -> name.startsWith("io/pageconsistency/") && name.endsWith(".class")))
                    .isNotEmpty().allMatch(name -> name.startsWith("io/pageconsistency/demo/"));
        }
    }

    /** The expected and actual findings of each scenario with a good verdict. */
    private static Map<String, List<String>> rows(String out) {
        return out.lines().dropWhile(line -> !line.contains("SCENARIO")).skip(1).takeWhile(line -> line.contains("  as expected"))
                .map(line -> List.of(line.trim().split(" {2,}")))
                .collect(Collectors.toMap(row -> row.get(0), row -> row.subList(1, 3)));
    }

    private static List<RecordedEvent> violations(Path recording) throws IOException {
        return RecordingFile.readAllEvents(recording).stream().filter(e -> e.getEventType().getName().equals(VIOLATION))
                .toList();
    }

    private static boolean isRoot(RecordedEvent violation) {
        return violation.getLong("sequence") == violation.getLong("cause");
    }
}
