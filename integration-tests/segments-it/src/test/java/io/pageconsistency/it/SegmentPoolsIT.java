package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.it.Finished.Violation;
import io.pageconsistency.it.Platform.Generation;
import jdk.jfr.consumer.RecordedEvent;

/** Pools of all shapes over memory segments, described in files, on a JDK with memory segments. */
@Tag("ends")
class SegmentPoolsIT {
    private static final String SHAPES = "bitmap+free-list+queue+stack+treiber+buddy+extents+slices+recycling+halves+buffers";

    /** All shapes run in one virtual machine, one after the other. */
    @Test
    void healthyTrafficFindsNothing() {
        Finished run = described("segments.yaml").optimizing().run("Several", loads("HealthySegments rounds=20000 shapes=", SHAPES)).exits(0);
        for (String shape : SHAPES.split("\\+")) {
            Finished load = run.load("HealthySegments rounds=20000 shapes=" + shape).foundNothing().outcome("wrong", 0).outcome("leaks", 0);
            // A slice pool has no room until all slices are back. So the amount depends on which thread with a slice waits for a
            // processor. The limit is the least amount that each thread insists on.
            assertThat(Long.parseLong(load.outcome("taken"))).as(shape).isGreaterThan(shape.equals("slices") ? 500 : 5_000);
        }
    }

    private static String[] loads(String program, String shapes) {
        return Stream.of(shapes.split("\\+")).map(program::concat).toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"on-violation=throw", "stacks=all"})
    void allAtOnceFindNothing(String options) {
        Finished run = described("segments.yaml").optimizing().with("-Dpageconsistency." + options).recorded()
                .run("HealthySegments", "shapes=" + SHAPES, "rounds=3000").exits(0).foundNothing().outcome("wrong", 0);
        for (String shape : SHAPES.split("\\+")) {
            assertThat(run.recording().status(shape).getBoolean("firstEventSeen")).as(shape).isTrue();
            assertThat(run.recording().status(shape).getString("refused")).as(shape).isNull();
        }
        assertThat(run.recording().violations()).isEmpty();
    }

    /** All shapes except the one with links in free memory, and the one that gets its memory from another pool. */
    @Test
    void poisonFindsWhatIsWrittenAfterItWasGivenBackAndNothingElse(@TempDir Path directory) throws IOException {
        Java java = untouched("poison=all,scrub=100ms", directory);
        java.run("HealthySegments", "rounds=1000").exits(0).foundNothing().outcome("wrong", 0);
        List<String> shapes = List.of("bitmap", "free-list", "stack", "buddy", "extents", "recycling");
        Finished run = java.run("SegmentWrites", "shapes=" + String.join("+", shapes) + "+treiber").exits(0).missedNothing();
        for (String shape : shapes) {
            assertThat(run.found("SHAPE " + shape)).as(shape).extracting(Violation::kind)
                    .containsExactly("WRITE_AFTER_FREE", "WRITE_AFTER_FREE");
        }
        assertThat(run.found("SHAPE treiber")).isEmpty();
    }

    /** Only until the memory is handed out again, because then it has a new holder. */
    @Test
    void poisonShowsEachUseOfFreeMemory(@TempDir Path directory) throws IOException {
        List<String> shapes = List.of("bitmap", "free-list", "queue", "stack", "buddy", "extents", "recycling", "buffers", "told");
        Finished run = uses("poison=all", directory, shapes, 2 * shapes.size());
        uses(run, shapes).forEach((use, lines) -> {
            if (use.matches(".* read .* before")) {
                assertThat(lines).as(use).containsExactly("GOT eef4addeeef4adde");
            } else if (use.endsWith(" before")) {
                assertThat(lines).as(use).containsExactly("GOT through", "FOUND WRITE_AFTER_FREE takenUntil giveBack");
            } else {
                assertThat(lines).as(use).singleElement().asString().startsWith("GOT ");
            }
        });
    }

    /** Only pools whose pages are at least as large as those of the system. */
    @Test
    void fencesStopEachUseOfFreeMemoryAtItsLine(@TempDir Path directory) throws IOException {
        List<String> shapes = List.of("bitmap", "buddy", "extents", "recycling", "buffers", "told");
        Finished run = uses("fence=all", directory, shapes, 4 * shapes.size());
        uses(run, shapes).forEach((use, lines) -> {
            String method = use.split(" ")[1];
            if (use.endsWith(" before")) {
                assertThat(lines).as(use).containsExactly("FOUND USE_AFTER_FREE " + method + " giveBack", "STOPPED");
            } else {
                assertThat(lines).as(use).singleElement().asString().startsWith("GOT ");
            }
        });
    }

    @Test
    void fencesDoNotStopCorrectCode(@TempDir Path directory) throws IOException {
        untouched("fence=all,poison=all,scrub=100ms", directory).run("HealthySegments", "rounds=1000").exits(0).foundNothing()
                .outcome("wrong", 0);
    }

    /** An arena is closed while its memory is fenced. Memory with a special request to the system is not fenced. */
    @Test
    void fencesDoNoHarmToSpecialMemory(@TempDir Path directory) throws IOException {
        Finished run = untouched("fence=all", directory).with("--enable-native-access=ALL-UNNAMED").run("FencesAndTheSystem").exits(0)
                .missedNothing().outcome("violations", 0);
        assertThat(run.out()).contains("FENCED after-the-arena 0")
                .noneMatch(line -> line.matches("FENCED (of-huge-pages|not-inherited|locked) [1-9].*"));
        assertThat(Integer.parseInt(run.outcome("special"))).isPositive();
    }

    /** A command line with descriptions that say which pools leave free memory alone. */
    private static Java untouched(String options, Path directory) throws IOException {
        String pools = Files.readString(Build.pools("segments.yaml"));
        Path untouched = Files.writeString(directory.resolve("untouched.yaml"),
                pools.replaceAll("(?m)^    class: .*(?<!TreiberPool)$", "$0\n    free-memory: untouched"));
        return Java.of(Generation.NEWEST_JDK).and(Build.segments()).and(Build.api()).agent(options + ",pools=" + untouched);
    }

    private static Finished uses(String options, Path directory, List<String> shapes, int violations) throws IOException {
        return untouched(options + ",stacks=all", directory).run("SegmentUses", "shapes=" + String.join("+", shapes), "spared=treiber").exits(0)
                .missedNothing().outcome("violations", violations).outcome("followUps", 0);
    }

    /** The outcome of each use of a guarded pool. For other pools there must be no finding. */
    private static Map<String, List<String>> uses(Finished run, List<String> shapes) {
        Map<String, List<String>> uses = new LinkedHashMap<>();
        String use = "";
        for (String line : run.out()) {
            if (line.startsWith("USE ")) {
                use = line.substring("USE ".length());
            } else if (line.startsWith("OUTCOME")) {
                use = "";
            } else if (shapes.contains(use.split(" ")[0])) {
                uses.computeIfAbsent(use, any -> new ArrayList<>()).add(line);
            } else if (!use.isEmpty()) {
                assertThat(line).as(use).startsWith("GOT ");
            }
        }
        assertThat(uses).hasSize(8 * shapes.size());
        return uses;
    }

    /** All further findings follow from the second take-back. */
    @Test
    void givenBackTwice() {
        String fault = "SegmentFaults fault=twice shape=";
        String shapes = SHAPES.replace("slices+", "");
        Finished run = described("segments.yaml").recorded().run("Several", loads(fault, shapes)).exits(0);
        List<RecordedEvent> recorded = run.recording().violations();
        for (String shape : shapes.split("\\+")) {
            Finished load = run.load(fault + shape).missedNothing().outcome("violations", 1);
            Violation root = load.found().get(0);
            assertThat(root).as(shape).isEqualTo(new Violation("DOUBLE_FREE", "take back", root.sequence(), root.sequence()));
            assertThat(load.found()).as(shape).allMatch(violation -> violation.cause() == root.sequence());
            RecordedEvent event = recorded.get(root.sequence() - 1);
            assertThat(event.getString("allocator")).isEqualTo(shape);
            assertThat(Recording.stack(event)).as(shape).contains("SegmentFaults.giveBackAgain");
        }
    }

    /** The pool counts its slices and begins again at zero, so it hands out the other slice again, which is still held. */
    @Test
    void givenBackTwiceToAPoolThatCounts() {
        Finished run = described("segments.yaml").run("SegmentFaults", "fault=twice", "shape=slices").exits(0).missedNothing();
        assertThat(run.found()).filteredOn(Violation::isRoot).extracting(Violation::kind)
                .containsExactly("DOUBLE_FREE", "DOUBLE_ALLOC");
    }

    /**
     * Two of the four returned pages are free already. That is more serious than that others have the remaining ones, so it is
     * reported.
     */
    @ParameterizedTest
    @CsvSource({
        "segments.yaml, stale, DOUBLE_FREE, take back",
        "extents-by-identity.yaml, stale, STALE_FREE, take back",
        "segments.yaml, narrowed, SIZE_MISMATCH, take back",
        "segments.yaml, inside, INVALID_FREE, take back",
        "segments.yaml, overlapping, DOUBLE_ALLOC, hand out",
        "segments.yaml, wrong-pool, INVALID_FREE, take back",
        "segments.yaml, closed, REGION_CLOSED_IN_USE, close",
        "segments.yaml, closed-arena, REGION_CLOSED_IN_USE, close",
    })
    void aFaultIsOneViolation(String file, String fault, String kind, String operation) {
        Finished run = described(file).recorded().run("SegmentFaults", "fault=" + fault).exits(0).missedNothing();
        assertThat(run.found()).as(run.toString()).filteredOn(Violation::isRoot)
                .containsExactly(new Violation(kind, operation, 1, 1));
        run.outcome("violations", 1);
        assertThat(Recording.stack(run.recording().violations().get(0))).anyMatch(frame -> frame.startsWith("SegmentFaults."));
    }

    @Test
    void aPoolThatIsCollectedWithPagesOutIsALeak() {
        Finished run = described("segments.yaml").run("SegmentFaults", "fault=collected").exits(0).missedNothing()
                .outcome("violations", 0).outcome("leaks", 1);
        assertThat(run.found()).extracting(Violation::kind).containsExactly("LEAK");
    }

    private static Java described(String pools) {
        return Java.of(Generation.NEWEST_JDK).and(Build.segments()).agent("pools=" + Build.pools(pools));
    }
}
