package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

/** All occurrences of a fault are one fault in every output, and can be suppressed. */
class FaultsIT {
    private static final int TIMES = 21;
    private static final String NAME = "x\\\"\\u000a[page-consistency] at exit: 0 violations, 0 follow-ups\\u000a\\u001b[2J\\u001b]0;title"
            + "\\u0007\\u009b31m\\u202e\\ud800\\u0000\\u000d\\u2028";

    /** First on the oldest virtual machine, then suppressed on the newest, where the fingerprint must be the same. */
    @Test
    void isPrintedOnceCountedAndSuppressedByItsFingerprint() throws Exception {
        List<Platform> ends = Platform.ends().toList();
        Path directory = Build.newRun("faults");
        Path findings = directory.resolve("findings.jsonl");
        Finished run = Java.of(ends.get(0)).agent("findings=" + findings + ",stacks=all").recorded()
                .run("Repeated", "times=" + TIMES).exits(0).outcome("violations", TIMES);

        assertThat(run.blocks()).containsExactly("[page-consistency] DOUBLE_FREE #1: memory was given back a second time");
        String fingerprint = run.block(1).stream().filter(line -> line.contains(", fingerprint ")).findFirst().orElseThrow()
                .replaceFirst(".*, fingerprint ", "");
        assertThat(run.agentLines()).containsOnlyOnce("DOUBLE_FREE #1 seen 10 times more");
        assertThat(run.err()).anyMatch(line -> line.contains("at exit: " + TIMES + " violations (" + TIMES
                        + " DOUBLE_FREE) from 1 distinct fault, "))
                .contains("  again         DOUBLE_FREE #1 seen " + (TIMES - 1) + " times more, fingerprint " + fingerprint);
        assertThat(run.block(1)).filteredOn(line -> line.startsWith("   -> at "))
                .allMatch(line -> line.contains("io.pageconsistency.workloads."));
        assertRecorded(run, fingerprint);
        assertQuoted(run.err(), Files.readAllLines(findings));

        Path known = Files.write(directory.resolve("known.txt"), List.of("# the second free", "fingerprint=" + fingerprint, "kind=LEAK pool=none"));
        Finished silent = Java.of(ends.get(ends.size() - 1)).agent("suppress=" + known + ",stacks=all,on-violation=throw,fail-on-exit=true")
                .recorded().run("Repeated", "times=" + TIMES).exits(0).outcome("violations", 0).outcome("followUps", 0);
        assertThat(silent.err()).noneMatch(line -> line.contains("DOUBLE_FREE"))
                .anyMatch(line -> line.contains("at exit: 0 violations, 0 follow-ups, ") && line.endsWith(" suppressed"))
                .contains("  suppressed    " + known + ":3 (kind=LEAK pool=none) did not occur in this run");
        assertThat(silent.recording().violations()).isEmpty();
    }

    private static void assertRecorded(Finished run, String fingerprint) {
        assertThat(run.recording().violations()).filteredOn(event -> event.getInt("cause") == event.getInt("sequence"))
                .hasSize(TIMES).allMatch(event -> event.getString("fingerprint").equals(fingerprint))
                .extracting(event -> event.getInt("repeat"))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, TIMES).boxed().collect(Collectors.toList()));
    }

    /** The name of a thread is shown, but has no effect on the terminal. */
    private static void assertQuoted(List<String> printed, List<String> findings) {
        assertThat(printed).anyMatch(line -> line.contains("\"" + NAME + "\""));
        assertThat(findings).anyMatch(line -> line.contains("\"thread\":\"" + NAME + "\""));
        for (List<String> lines : Arrays.asList(printed, findings)) {
            assertThat(lines).noneMatch(line -> line.startsWith("[page-consistency] at exit: 0 violations"))
                    .allMatch(line -> line.chars().noneMatch(FaultsIT::isInvisible));
        }
    }

    private static boolean isInvisible(int c) {
        return Set.of((int) Character.CONTROL, (int) Character.FORMAT, (int) Character.SURROGATE, (int) Character.LINE_SEPARATOR)
                .contains(Character.getType(c));
    }
}
