package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.pageconsistency.it.Finished.Violation;
import jdk.jfr.consumer.RecordedEvent;

/** Faults made through the real pool. Exactly these are found, and are reported in three outputs with the same content. */
@Tag("matrix")
class ScenariosIT {
    /**
     * The findings of each scenario, each with kind and operation: first the root cause, then its follow-ups. Empty if there are
     * none.
     */
    private static final Map<String, List<String>> EXPECTED = new LinkedHashMap<>();

    /** The method of the guilty call, which must be on the stack of the first finding. */
    private static final Map<String, String> GUILTY = new LinkedHashMap<>();

    static {
        expect("run-freed-twice", "runFreedTwice", "DOUBLE_FREE take back", "DOUBLE_FREE release");
        expect("run-freed-twice-and-given-to-two", "runFreedTwiceAndGivenToTwo",
                "DOUBLE_FREE take back", "DOUBLE_FREE release", "DOUBLE_ALLOC reserve");
        expect("slot-freed-twice", "slotFreedTwice", "DOUBLE_FREE take back", "DOUBLE_FREE release");
        expect("slot-freed-twice-through-the-cache", "slotFreedTwiceThroughTheCache",
                "DOUBLE_FREE take back", "DOUBLE_ALLOC hand out", "DOUBLE_FREE take back");
        expect("run-handed-out-twice", "runHandedOutTwice",
                "DOUBLE_ALLOC hand out", "DOUBLE_FREE take back", "DOUBLE_FREE release");
        expect("run-handed-out-unclaimed", "runHandedOutUnclaimed", "DOUBLE_ALLOC hand out");
        expect("whole-chunk-handed-out-too-long", "wholeChunkHandedOutTooLong", "SIZE_MISMATCH hand out");
        expect("half-of-a-run-freed", "halfOfARunFreed", "SIZE_MISMATCH take back");
        expect("middle-of-a-run-freed", "middleOfARunFreed", "INVALID_FREE take back");
        expect("run-reclaimed-while-held", "runReclaimedWhileHeld",
                "FREED_WHILE_HELD release", "DOUBLE_FREE take back", "DOUBLE_FREE release");
        expect("pool-fails-to-hand-out", "poolFailsToHandOut");
        expect("pool-fails-to-take-back", "poolFailsToTakeBack");
        expect("chunk-closed-in-use", "chunkClosedInUse", "REGION_CLOSED_IN_USE close");
        expect("chunk-closed-while-claimed", "chunkClosedWhileClaimed", "METADATA_MISMATCH close", "DOUBLE_FREE release");
        expect("bit-flipped-found-by-scan", "bitFlippedFoundByScan", "BITMAP_CORRUPTION scan");
        expect("bit-flipped-found-by-release", "bitFlippedFoundByRelease", "BITMAP_CORRUPTION take back");
    }

    private static void expect(String scenario, String guilty, String... findings) {
        for (String memory : List.of(" direct", " heap")) {
            EXPECTED.put("SCENARIO " + scenario + memory, List.of(findings));
            GUILTY.put("SCENARIO " + scenario + memory, "Scenarios." + guilty);
        }
    }

    @ParameterizedTest
    @MethodSource("io.pageconsistency.it.Platform#all")
    void everyFaultIsFoundAndNothingElse(Platform platform) {
        // The background scan is off, because it could find a flipped bit before the expected operation does.
        Finished run = Java.of(platform).agent("stacks=all,scrub=off").recorded().run("Scenarios").exits(0).missedNothing();
        List<RecordedEvent> recorded = run.recording().violations();
        List<Violation> all = new ArrayList<>();
        EXPECTED.forEach((scenario, findings) -> {
            List<Violation> found = run.found(scenario);
            assertThat(found).as("%s of %s", scenario, run)
                    .extracting(violation -> violation.kind() + " " + violation.operation()).isEqualTo(findings);
            if (found.isEmpty()) {
                return;
            }
            Violation root = found.get(0);
            assertThat(found).extracting(Violation::cause).containsOnly(root.sequence());
            assertThat(Recording.stack(recorded.get(root.sequence() - 1))).as("event of %s", root)
                    .contains(GUILTY.get(scenario), "Scenarios.main");
            if (scenario.matches("SCENARIO (run-freed-twice|slot-freed-twice-through-the-cache) .*")) {
                bothPartiesAreNamed(recorded.get(root.sequence() - 1));
            }
            if (isFirst(recorded.get(root.sequence() - 1))) {
                assertThat(run.block(root.sequence())).as("block of %s", root)
                        .anyMatch(line -> line.contains(GUILTY.get(scenario) + "("));
            }
            all.addAll(found);
        });
        assertThat(recorded).extracting(event -> event.getInt("sequence"), event -> event.getInt("cause"),
                event -> event.getString("kind")).containsExactlyElementsOf(all.stream()
                        .map(v -> org.assertj.core.groups.Tuple.tuple(v.sequence(), v.cause(), v.kind())).toList());
        int roots = (int) all.stream().filter(Violation::isRoot).count();
        assertThat(run.blocks()).hasSize((int) recorded.stream().filter(event -> event.getInt("sequence") == event.getInt("cause"))
                .filter(ScenariosIT::isFirst).count()).as("at least one of each kind").hasSizeGreaterThanOrEqualTo(
                        (int) all.stream().filter(Violation::isRoot).map(Violation::kind).distinct().count());
        run.outcome("violations", roots).outcome("followUps", all.size() - roots).outcome("leaks", 0);
    }

    /** Whether a fault is printed here. It is printed once, and the same line of code makes it on and off the heap. */
    private static boolean isFirst(RecordedEvent event) {
        return event.getInt("repeat") == 0;
    }

    /** Expects both earlier parties: the one that gave the memory back, and the one that had got it. */
    private static void bothPartiesAreNamed(RecordedEvent violation) {
        assertThat(violation.getString("allocatedBy")).startsWith("main, ").contains("Scenarios.allocate(");
        assertThat(violation.getString("freedBy")).startsWith("main, ").contains("Scenarios.")
                .contains("ReferenceCountedByteBuf.release(").doesNotContain("Internals.");
    }
}
