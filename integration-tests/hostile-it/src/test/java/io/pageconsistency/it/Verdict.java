package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/**
 * The outcome of one run, from {@code org.example.Service}, which cannot see the agent, and from the agent's output on standard
 * error.
 */
final class Verdict {
    private static final String SERVED = "SERVED buffers=19997 sum=199930006";
    private static final String HEALTHY = "at exit: 0 violations, 0 follow-ups";
    private static final String BROKEN = "at exit: 1 violation (1 DOUBLE_FREE), 1 follow-up";

    /** The memory that was freed twice has a new holder. */
    private static final String STILL_HELD = "  still held ";
    /** What is looked for only on request. */
    private static final String OFF = "  off ";
    /** The line that names the files, if any was written. */
    private static final String FILES = "  findings ";

    private Verdict() {
    }

    /** Expects that the service worked, that its Netty is covered, and that nothing was found. */
    static void healthy(Finished run) {
        unharmed(run);
        assertThat(run.out()).as(run.toString()).doesNotContain("BROKEN");
        assertThat(covers(run)).as(run.toString()).isNotEmpty();
        assertThat(run.blocks()).as(run.toString()).isEmpty();
        assertThat(summary(run)).as(run.toString()).filteredOn(line -> !line.startsWith(OFF)).containsExactly(HEALTHY);
    }

    /** Expects that the service worked, that its Netty is covered, and that the one fault was found. */
    static void broken(Finished run) {
        unharmed(run);
        assertThat(run.out()).as(run.toString()).contains("BROKEN");
        assertThat(covers(run)).as(run.toString()).isNotEmpty();
        assertThat(run.blocks()).as(run.toString()).singleElement().asString().contains("DOUBLE_FREE #1");
        assertThat(summary(run)).as(run.toString()).filteredOn(line -> !line.startsWith(STILL_HELD) && !line.startsWith(FILES))
                .containsExactly(BROKEN);
    }

    /** Expects that the application's output is the same as without the agent. */
    static void unharmed(Finished run) {
        run.exits(0);
        assertThat(run.out()).as(run.toString()).contains(SERVED);
    }

    static List<String> covers(Finished run) {
        return run.agentLines().stream().filter(line -> line.contains("netty-pooled covers ")).toList();
    }

    /** All lines at the exit, including those about unchecked code and the agent's own errors. */
    private static List<String> summary(Finished run) {
        List<String> lines = run.err();
        int exit = 0;
        while (exit < lines.size() && !lines.get(exit).contains("] at exit: ")) {
            exit++;
        }
        return lines.subList(exit, lines.size()).stream().map(line -> line.replaceFirst("^\\[page-consistency] ", ""))
                .filter(line -> line.startsWith("at exit: ") || line.startsWith("  ")).toList();
    }
}
