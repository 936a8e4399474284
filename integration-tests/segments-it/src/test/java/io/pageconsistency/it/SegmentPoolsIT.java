package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.it.Finished.Violation;
import io.pageconsistency.it.Platform.Generation;

/** Pools of all shapes over memory segments, described in files, on a JDK that has them. */
class SegmentPoolsIT {
    private static final String SHAPES = "bitmap+free-list+queue+stack+treiber+buddy+extents+slices+recycling+halves+buffers";

    @ParameterizedTest
    @ValueSource(strings = {"bitmap", "free-list", "queue", "stack", "treiber", "buddy", "extents", "slices", "recycling",
            "halves", "buffers"})
    void healthyTrafficFindsNothing(String shape) {
        Finished run = described("segments.yaml").run("HealthySegments", "shapes=" + shape, "rounds=20000").exits(0)
                .foundNothing().outcome("wrong", 0).outcome("leaks", 0);
        // Slices give out nothing more until all are back, so how much that is depends on who waits for a processor with one: at least
        // what each thread goes on for.
        assertThat(Long.parseLong(run.outcome("taken"))).isGreaterThan(shape.equals("slices") ? 500 : 5_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"on-violation=throw", "stacks=all"})
    void allAtOnceFindNothing(String options) {
        Finished run = described("segments.yaml").with("-Dpageconsistency." + options).recorded()
                .run("HealthySegments", "shapes=" + SHAPES, "rounds=3000").exits(0).foundNothing().outcome("wrong", 0);
        for (String shape : SHAPES.split("\\+")) {
            assertThat(run.recording().status(shape).getBoolean("firstEventSeen")).as(shape).isTrue();
            assertThat(run.recording().status(shape).getString("refused")).as(shape).isNull();
        }
        assertThat(run.recording().violations()).isEmpty();
    }

    /** Of all but the one that keeps its links in free memory, and the one that gets its memory from another pool. */
    @Test
    void poisonFindsWhatIsWrittenAfterItWasGivenBackAndNothingElse(@TempDir Path directory) throws IOException {
        String pools = Files.readString(Build.pools("segments.yaml"));
        Path untouched = Files.writeString(directory.resolve("untouched.yaml"),
                pools.replaceAll("(?m)^    class: .*(?<!TreiberPool)$", "$0\n    free-memory: untouched"));
        Java java = Java.of(Generation.NEWEST_JDK).and(Build.segments()).agent("poison=all,scrub=100ms,pools=" + untouched);
        java.run("HealthySegments", "rounds=1000").exits(0).foundNothing().outcome("wrong", 0);
        Finished run = java.run("SegmentWrites", "shapes=bitmap+free-list+stack+buddy+extents+recycling+treiber").exits(0).missedNothing();
        for (String shape : List.of("bitmap", "free-list", "stack", "buddy", "extents", "recycling")) {
            assertThat(run.found("SHAPE " + shape)).as(shape).extracting(Violation::kind)
                    .containsExactly("WRITE_AFTER_FREE", "WRITE_AFTER_FREE");
        }
        assertThat(run.found("SHAPE treiber")).isEmpty();
    }

    /** Whatever comes of it follows from it. */
    @ParameterizedTest
    @ValueSource(strings = {"bitmap", "free-list", "queue", "stack", "treiber", "buddy", "extents", "recycling", "halves",
            "buffers"})
    void givenBackTwice(String shape) {
        Finished run = described("segments.yaml").recorded().run("SegmentFaults", "fault=twice", "shape=" + shape).exits(0)
                .missedNothing();
        assertThat(run.found().get(0)).isEqualTo(new Violation("DOUBLE_FREE", "take back", 1, 1));
        assertThat(run.found()).as(run.toString()).allMatch(violation -> violation.cause() == 1);
        run.outcome("violations", 1);
        assertThat(run.recording().violations().get(0).getString("allocator")).isEqualTo(shape);
        assertThat(Recording.stack(run.recording().violations().get(0))).contains("SegmentFaults.giveBackAgain");
    }

    /** It counts what is out, and begins anew at nothing: the other slice, which is still out, is handed out again. */
    @Test
    void givenBackTwiceToAPoolThatCounts() {
        Finished run = described("segments.yaml").run("SegmentFaults", "fault=twice", "shape=slices").exits(0).missedNothing();
        assertThat(run.found()).filteredOn(Violation::isRoot).extracting(Violation::kind)
                .containsExactly("DOUBLE_FREE", "DOUBLE_ALLOC");
    }

    /** Of four pages that come back two are free already, which is graver than that somebody has the others. */
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
