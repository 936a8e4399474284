package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A recording contains all findings from its beginning on, in whatever way it was started. */
@Tag("ends")
class RecordingsIT {
    private static final String ENDS = "io.pageconsistency.it.Platform#ends";
    private static final String SCENARIO = "names=run-freed-twice";

    private static void holds(Finished run) {
        assertThat(run.recording().violations()).extracting(event -> event.getString("kind"))
                .containsExactly("DOUBLE_FREE", "DOUBLE_FREE", "DOUBLE_FREE", "DOUBLE_FREE");
        assertThat(run.recording().status("netty-pooled").getBoolean("firstEventSeen")).isTrue();
        run.exits(0).missedNothing().outcome("violations", 2).outcome("followUps", 2);
    }

    @ParameterizedTest
    @MethodSource(ENDS)
    void byTheAgentsOption(Platform platform) {
        holds(Java.of(platform).recorded().run("Scenarios", SCENARIO));
    }

    @ParameterizedTest
    @MethodSource(ENDS)
    void byTheFlag(Platform platform) {
        holds(Java.of(platform).with("-XX:StartFlightRecording:filename=FILE").run("Scenarios", SCENARIO));
    }

    @ParameterizedTest
    @MethodSource(ENDS)
    void byJcmdOnARunningProgram(Platform platform) {
        holds(Java.of(platform).start("Scenarios", SCENARIO, "gate=true", "lastGate=true")
                .reaches("begin").jcmd("JFR.start", "name=late", "filename=FILE").passes()
                .reaches("end").jcmd("JFR.stop", "name=late").passes().finish());
    }

    /** The program's own recording begins after a fault, so that fault is in the status and not among the events. */
    @ParameterizedTest
    @MethodSource(ENDS)
    void byTheProgramItself(Platform platform) {
        Finished run = Java.of(platform).run("OwnRecording", "file=FILE").exits(0).missedNothing();
        Recording recording = run.recording();
        assertThat(recording.violations()).extracting(event -> event.getInt("sequence")).containsExactly(7, 8, 9, 10);
        assertThat(recording.status("netty-pooled").getInt("violationsBefore")).isEqualTo(2);
        run.outcome("violations", 4).outcome("followUps", 6);
    }

    /** The recording of the JVM's flag and that of the agent's option do not disturb each other. */
    @ParameterizedTest
    @MethodSource(ENDS)
    void twoAtOnce(Platform platform) {
        Finished run = Java.of(platform).recorded().with("-XX:StartFlightRecording:settings=profile")
                .run("Scenarios", SCENARIO);
        holds(run);
        assertThat(run.blocks()).as("one fault, on and off the heap").hasSize(1);
    }

    @ParameterizedTest
    @MethodSource(ENDS)
    void withoutFlightRecorderItStillChecksAndPrints(Platform platform) {
        Finished run = Java.of(platform)
                .with("--limit-modules", "java.base,java.instrument,java.logging,jdk.unsupported")
                .run("Scenarios", SCENARIO).exits(0).missedNothing().outcome("violations", 2).outcome("followUps", 2);
        assertThat(run.blocks()).as("one fault, on and off the heap").hasSize(1);
        assertThat(run.agentLines()).anyMatch(line -> line.contains("jdk.jfr"));
    }

    /** If no recording can be made, the agent says so, and still checks. */
    @ParameterizedTest
    @MethodSource(ENDS)
    void withoutFlightRecorderAMessageRefusesARecording(Platform platform) {
        Finished run = Java.of(platform).recorded()
                .with("--limit-modules", "java.base,java.instrument,java.logging,jdk.unsupported")
                .run("Scenarios", SCENARIO).exits(0).missedNothing().outcome("violations", 2);
        assertThat(run.recordingFile()).doesNotExist();
        assertThat(run.agentLines()).anyMatch(line -> line.contains("jdk.jfr"));
    }
}
