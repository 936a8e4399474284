package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Four threads misuse their pools a million times. All outputs must stay small, and all counters must be exact. */
@Tag("ends")
class StormIT {
    private static final int THREADS = 4;
    /** Each round has two root causes and one follow-up. */
    private static final int ROUNDS = 333_336;
    private static final int FINDINGS = 3 * ROUNDS;
    private static final int FAULTS = 3;
    private static final int EVENTS_OF_A_FAULT = 1_000 + 20;
    private static final int LINES_OF_A_FAULT = 100 + 10;
    private static final int MOST_ERR = 500;

    @Test
    void aMillionFindingsTakeLittleRoomAndAreCountedOneByOne() throws Exception {
        Path findings = Build.newRun("storm").resolve("findings.jsonl");
        Finished run = Java.of(Platform.oldJdk(Platform.NEWEST_NETTY)).optimizing().with("-Xmx64m").agent("findings=" + findings).recorded()
                .run("Storm", "threads=" + THREADS, "rounds=" + ROUNDS).exits(0).missedNothing()
                .outcome("violations", 2 * ROUNDS).outcome("followUps", ROUNDS).outcome("suspects", 0);

        assertThat(run.err()).hasSizeLessThan(MOST_ERR).anyMatch(line -> line.contains("at exit: " + 2 * ROUNDS + " violations (" + ROUNDS
                + " DOUBLE_ALLOC, " + ROUNDS + " DOUBLE_FREE) from ") && line.contains(" distinct faults, " + ROUNDS + " follow-ups"));
        assertRecorded(run.recording());
        assertWritten(Files.readAllLines(findings));
    }

    /** Each finding has an event, or is among those that are counted as omitted. */
    private static void assertRecorded(Recording recording) {
        int events = recording.violations().size();
        assertThat(events).isBetween(FAULTS, 2 * FAULTS * EVENTS_OF_A_FAULT);
        assertThat(recording.status("netty-pooled").getInt("unrecorded")).isEqualTo(FINDINGS - events);
    }

    /** The last lines give the number of occurrences of each fault whose findings are not all written. */
    private static void assertWritten(List<String> lines) {
        assertThat(lines).hasSizeLessThan(2 * FAULTS * LINES_OF_A_FAULT);
        assertThat(lines.stream().filter(line -> line.contains("\"seen\":")).mapToLong(StormIT::seen).sum()).isEqualTo(FINDINGS);
    }

    private static long seen(String line) {
        return Long.parseLong(line.replaceFirst(".*\"seen\":(\\d+).*", "$1"));
    }
}
