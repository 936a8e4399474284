package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import jdk.jfr.consumer.RecordedEvent;

import io.pageconsistency.it.Finished.Violation;
import io.pageconsistency.it.Platform.Generation;

/** Native memory below pools, on the oldest JDK and the newest. */
@Tag("ends")
class NativeMemoryIT {
    /** The status of a process that the system's allocator has aborted. */
    private static final int ABORTED = 128 + 6;
    private static final int HALTED = 70;

    @ParameterizedTest
    @EnumSource
    void everyBlockIsKnownAndNothingIsFound(Generation jdk) {
        Finished run = Java.of(jdk).with("-Xverify:all").recorded().run("NativeMemory", "what=healthy").exits(0)
                .foundNothing().outcome("wrong", 0).outcome("left", 0);
        RecordedEvent status = run.recording().status("ground");
        assertThat(status.getInt("woven")).isEqualTo(1);
        assertThat(status.getBoolean("firstEventSeen")).isTrue();
        assertThat(status.getString("refused")).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void aBufferFreedUnderAPoolWithPagesOut(Generation jdk) {
        Finished run = Java.of(jdk).recorded().run("NativeMemory", "what=buffer").exits(0).missedNothing();
        assertThat(run.found()).containsExactly(new Violation("REGION_CLOSED_IN_USE", "close", 1, 1));
        run.outcome("violations", 1).outcome("followUps", 0).outcome("pagesHeld", 0);
        RecordedEvent event = run.recording().violations().get(0);
        assertThat(event.getInt("page")).isEqualTo(3);
        assertThat(event.getInt("pageCount")).isEqualTo(2);
        assertThat(Recording.stack(event)).contains("Unsafe.freeMemory", "NativeMemory.freeMemoryOfThePool");
    }

    /**
     * Blocks that moved or no longer exist, a run that was split, and lost buffers. Each is one finding that names the earlier
     * party.
     */
    @ParameterizedTest
    @EnumSource
    void returnedMemoryIsJudgedByItsPast(Generation jdk) {
        Finished run = Java.of(jdk).agent("stacks=all,pools=" + Build.pools("past.yaml")).recorded().run("PastMemory").exits(0)
                .missedNothing().outcome("moved", true).outcome("violations", 3).outcome("followUps", 0).outcome("leaks", 315);
        assertThat(run.recording().violations()).extracting(event -> event.getString("kind"))
                .filteredOn(kind -> !kind.equals("LEAK")).containsExactly("DOUBLE_FREE", "DOUBLE_FREE", "DOUBLE_FREE");
        assertThat(String.join("\n", run.block(1))).containsSubsequence("freed by", "Blocks.realloc");
        assertThat(String.join("\n", run.block(2))).containsSubsequence("freed by", "PastMemory.firstFree");
        assertThat(String.join("\n", run.block(3))).contains("pages 0 to 4, 20480 bytes at offset 0")
                .containsSubsequence("freed by", "PastMemory.firstFree", "allocated by", "PastMemory.newHolder");
    }

    /** The garbage collector takes the pool with its pages and its memory. The memory is lost, but no call is guilty. */
    @ParameterizedTest
    @EnumSource
    void aBufferCollectedWithItsPool(Generation jdk) {
        Java.of(jdk).run("NativeMemory", "what=collected").exits(0).missedNothing().outcome("violations", 0)
                .outcome("leaks", 10).outcome("pagesHeld", 0);
    }

    @ParameterizedTest
    @CsvSource({"confined,8", "confined,4096", "shared,8", "shared,65536"})
    void anArenaClosedUnderAPoolWithPagesOut(String arena, int alignment) {
        Finished run = segments().recorded().run("SegmentsOnNativeMemory", "arena=" + arena, "align=" + alignment).exits(0)
                .missedNothing();
        assertThat(run.found()).containsExactly(new Violation("REGION_CLOSED_IN_USE", "close", 1, 1));
        run.outcome("violations", 1).outcome("pagesHeld", 0).outcome("left", 0);
        assertThat(Recording.stack(run.recording().violations().get(0))).contains("SegmentsOnNativeMemory.closeArenaOfThePool");
    }

    @Test
    void anArenaCollectedWithItsPool() {
        segments().run("SegmentsOnNativeMemory", "arena=automatic").exits(0).missedNothing().outcome("violations", 0)
                .outcome("leaks", 10).outcome("pagesHeld", 0).outcome("left", 0);
    }

    /** The report is on the console, in the recording and in the file before the system's allocator ends the process. */
    @ParameterizedTest
    @MethodSource("wrongFrees")
    void aWrongBlockIsReportedBeforeTheSystemFreesIt(Generation jdk, String what, String kind) {
        Path findings = Build.newRun("findings").resolve("findings.jsonl");
        Finished run = Java.of(jdk).agent("findings=" + findings).recorded().with("-XX:-CreateCoredumpOnCrash")
                .run("NativeMemory", "what=" + what);
        if (what.equals("inside")) {
            // The effect of freeing a block twice depends on the user that has got it meanwhile.
            run.exits(ABORTED);
        }
        assertThat(run.blocks()).singleElement().asString().startsWith("[page-consistency] " + kind + " #1: ");
        assertThat(run.block(1)).anyMatch(line -> line.contains("NativeMemory."));
        assertThat(findings).content().contains("\"kind\":\"" + kind + "\",\"sequence\":1,\"cause\":1,\"counted\":true");
        Path recording = run.recordingFile().resolveSibling("recording.aborted.jfr");
        assertThat(run.agentLines()).contains("recording 1 (page-consistency) is saved up to here in " + recording
                + ", in case the process is aborted");
        assertThat(Recording.read(recording).violations()).singleElement()
                .satisfies(event -> assertThat(event.getString("kind")).isEqualTo(kind));
    }

    static Stream<Object[]> wrongFrees() {
        return Stream.of(Generation.values()).flatMap(jdk -> Stream.of(new Object[] {jdk, "inside", "INVALID_FREE"},
                new Object[] {jdk, "twice", "DOUBLE_FREE"}));
    }

    /** If a violation halts the virtual machine, the halt comes before the abort. */
    @ParameterizedTest
    @EnumSource
    void haltingIsFasterThanTheSystemsAllocator(Generation jdk) {
        Finished run = Java.of(jdk).agent("on-violation=halt").run("NativeMemory", "what=inside").exits(HALTED);
        assertThat(run.agentLines()).contains("halting because of INVALID_FREE #1, with status 70");
    }

    @ParameterizedTest
    @EnumSource
    void canBeLeftOut(Generation jdk) {
        Finished run = Java.of(jdk).agent("disable=ground").run("NativeMemory", "what=buffer").exits(0).missedNothing()
                .outcome("violations", 0);
        assertThat(run.agentLines().get(0)).contains("disabled: ground");
    }

    private static Java segments() {
        return Java.of(Generation.NEWEST_JDK).and(Build.segments());
    }
}
