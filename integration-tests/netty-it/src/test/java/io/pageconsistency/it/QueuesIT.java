package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.pageconsistency.it.Finished.Violation;
import jdk.jfr.consumer.RecordedEvent;

/** A buffer in a channel's queue, or in a composite buffer, must not be released by other code. */
@Tag("ends")
class QueuesIT {
    private static final List<String> QUEUED = List.of("slot", "run", "chunk", "view", "retained-view", "view-itself", "composite",
            "watched", "later", "twice-written", "envelope");
    private static final List<String> PARTS = List.of("part", "part-of-queued", "part-of-wrapped", "part-of-part");

    @ParameterizedTest
    @MethodSource("io.pageconsistency.it.Platform#ends")
    void aReleaseByOtherCodeIsNamed(Platform platform) {
        Finished run = Java.of(platform).agent("stacks=all").recorded().run("QueueFaults").exits(0).missedNothing();
        List<RecordedEvent> recorded = run.recording().violations();
        for (String allocator : List.of("pooled", "unpooled")) {
            QUEUED.forEach(shape -> check(run, recorded, allocator + ' ' + shape, "QueueFaults.guilty"));
            PARTS.forEach(shape -> check(run, recorded, allocator + ' ' + shape, "QueueFaults.guiltyOfPart"));
        }
        run.outcome("violations", 2 * (QUEUED.size() + PARTS.size()));
        assertThat(run.block(1)).anyMatch(line -> line.startsWith("  written by")).anyMatch(line -> line.startsWith("  allocated by"))
                .anyMatch(line -> line.startsWith("   -> at io.pageconsistency.workloads.QueueFaults.guilty"));
        assertThat(run.err()).anyMatch(line -> line.startsWith("  added by"));
    }

    /** Expects one fault at the guilty call, and all further findings as its follow-ups. */
    private static void check(Finished run, List<RecordedEvent> recorded, String shape, String guilty) {
        List<Violation> found = run.found("SHAPE " + shape);
        assertThat(found).as(shape).isNotEmpty();
        Violation first = found.get(0);
        assertThat(first.kind() + ' ' + first.operation()).as(shape).isEqualTo("FREED_WHILE_HELD take back");
        assertThat(found).as(shape).filteredOn(Violation::isRoot).containsExactly(first);
        assertThat(Recording.stack(recorded.get(first.sequence() - 1))).as(shape).contains(guilty);
    }

    @ParameterizedTest
    @MethodSource("io.pageconsistency.it.Platform#some")
    void correctUseHasNoFindings(Platform platform) {
        Java.of(platform).recorded().run("HealthyQueues").exits(0).foundNothing().outcome("leaks", 0).outcome("shapes", 18);
    }
}
