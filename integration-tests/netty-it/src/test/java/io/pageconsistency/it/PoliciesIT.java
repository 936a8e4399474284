package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The actions that follow a violation besides its report. */
@Tag("ends")
class PoliciesIT {
    private static final String ENDS = "io.pageconsistency.it.Platform#ends";
    private static final int HALTED = 70;

    @ParameterizedTest
    @MethodSource(ENDS)
    void refusedOperationsHaveNoEffectAndThePoolGoesOn(Platform platform) {
        Finished run = Java.of(platform).agent("on-violation=throw").recorded().run("Refusals").exits(0).missedNothing();
        assertThat(run.agentLines().get(0)).endsWith("violations are reported and thrown");
        run.outcome("refused", 60).outcome("violations", 60).outcome("followUps", 0).outcome("pagesHeld", 0);
        assertThat(run.recording().violations()).filteredOn(event -> !event.getString("kind").equals("LEAK")).hasSize(60);
    }

    /**
     * An operation may be judged before the pool fails for its own reasons. Then it did not take place, and must not affect later
     * findings.
     */
    @ParameterizedTest
    @MethodSource(ENDS)
    void aFailureOfThePoolCausesNoLaterRefusal(Platform platform) {
        Java.of(platform).agent("on-violation=throw").run("Scenarios", "names=pool-fails-to-hand-out+pool-fails-to-take-back")
                .exits(0).missedNothing().outcome("violations", 0).outcome("followUps", 0);
    }

    @ParameterizedTest
    @MethodSource(ENDS)
    void healthyOperationsAreNotRefused(Platform platform) {
        String cached = "HealthyLoad steps=20011";
        String uncached = "HealthyLoad steps=9973 cached=false threads=3 dropped=false";
        Finished run = Java.of(platform).optimizing().agent("on-violation=throw").run("Several", cached, uncached).exits(0);
        for (String load : List.of(cached, uncached)) {
            run.load(load).foundNothing().outcome("heldFound", run.load(load).outcome("heldExpected"));
        }
        run.load(cached).outcome("poolsLeft", 0).outcome("regionsLeft", 0);
    }

    @ParameterizedTest
    @MethodSource(ENDS)
    void theVirtualMachineHaltsWithTheRecordingWritten(Platform platform) {
        Path findings = Build.newRun("findings").resolve("findings.jsonl");
        Finished run = Java.of(platform).agent("on-violation=halt,findings=" + findings).recorded()
                .run("Halts", "how=free").exits(HALTED);
        assertThat(run.agentLines().get(0)).endsWith("violations are reported and end this JVM");
        assertThat(run.blocks()).isNotEmpty();
        assertThat(run.agentLines()).contains("halting because of DOUBLE_FREE #1, with status 70")
                .anyMatch(line -> line.startsWith("recording 1 (page-consistency) is in "))
                .anyMatch(line -> line.startsWith("at exit: 1 violation"));
        assertWritten(run, "DOUBLE_FREE");
        assertThat(findings).content().contains("\"kind\":\"DOUBLE_FREE\",\"sequence\":1,\"cause\":1,\"counted\":true");
    }

    /** The halt comes from a thread that holds the pool's lock and never releases it. */
    @ParameterizedTest
    @MethodSource(ENDS)
    void alsoFromInsideThePoolsLock(Platform platform) {
        assertWritten(halting(platform).run("Halts", "how=lock").exits(HALTED), "FREED_WHILE_HELD");
    }

    /** The program is ending, so the virtual machine's own hook writes the recording at the same time. */
    @ParameterizedTest
    @MethodSource(ENDS)
    void alsoFromAScan(Platform platform) {
        assertWritten(halting(platform).run("Halts", "how=scan").exits(HALTED), "BITMAP_CORRUPTION");
    }

    @ParameterizedTest
    @MethodSource(ENDS)
    void aHaltIsFasterThanTheEndOfTheProgram(Platform platform) {
        assertWritten(halting(platform).run("Halts", "how=exit").exits(HALTED), "DOUBLE_FREE");
    }

    private static Java halting(Platform platform) {
        return Java.of(platform).agent("on-violation=halt").recorded();
    }

    private static void assertWritten(Finished run, String kind) {
        assertThat(run.recording().violations()).filteredOn(event -> event.getInt("sequence") == 1).singleElement()
                .satisfies(event -> assertThat(event.getString("kind")).isEqualTo(kind));
    }

    /** One destination of a recording is full or hangs. The other recording is written, and the virtual machine ends. */
    @ParameterizedTest
    @ValueSource(strings = {"full", "pipe"})
    void theWaitForARecordingThatCannotBeWrittenIsBounded(String by) {
        Running running = halting(Platform.newJdk(Platform.NEWEST_NETTY))
                .with("-XX:StartFlightRecording:filename=FILE.spoiled")
                .start("Halts", "how=free", "spoiled=FILE.spoiled", "by=" + by);
        Finished run = running.finish().exits(HALTED);
        assertWritten(run, "DOUBLE_FREE");
        Path spoiled = Path.of(run.recordingFile() + ".spoiled");
        if (by.equals("full")) {
            assertThat(run.agentLines()).anyMatch(line -> line.startsWith("recording 2 (2) could not be written to " + spoiled));
        } else {
            assertThat(run.agentLines()).noneMatch(line -> line.startsWith("recording 2"));
        }
    }

    @Test
    void haltsWithoutAFlightRecorder() {
        Finished run = Java.of(Platform.newJdk(Platform.NEWEST_NETTY)).agent("on-violation=halt")
                .with("--limit-modules", "java.base,java.instrument,java.logging,jdk.unsupported").run("Halts", "how=free")
                .exits(HALTED);
        assertThat(run.agentLines()).contains("halting because of DOUBLE_FREE #1, with status 70");
        assertThat(run.blocks()).isNotEmpty();
    }
}
