package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Free memory is inaccessible. Each use of it must be stopped and reported at its own line, and no correct code may meet a fence.
 */
@Tag("matrix")
class FencesIT {
    private static final String CERTAIN = "its address is known";
    private static final int USES = 22;

    /** The outcome of each use, by its way: the line of the finding, and that of the program. */
    private static Map<String, List<String>> uses(Finished run) {
        Map<String, List<String>> uses = new LinkedHashMap<>();
        String way = "";
        for (String line : run.out()) {
            if (line.startsWith("WAY ")) {
                way = line.substring("WAY ".length());
            } else if (!way.isEmpty()) {
                uses.computeIfAbsent(way, any -> new ArrayList<>()).add(line);
            }
        }
        return uses;
    }

    @ParameterizedTest
    @CsvSource({"4.1.52, pooled, 40000", "4.2.20, pooled, 40000", "4.2.20, adaptive, 16384"})
    void everyUseIsStoppedAtItsLine(String netty, String pool, int size) {
        Finished run = Java.of(Platform.newJdk(netty)).optimizing().agent("fence=all,stacks=all").run("FencedUses", "pool=" + pool, "size=" + size)
                .exits(0).missedNothing().outcome("violations", USES).outcome("followUps", 0);
        // An old Netty causes warnings of its own.
        assertThat(run.err()).as("of native access").noneMatch(line -> line.startsWith("WARNING: ") && line.contains("estricted"));
        Map<String, List<String>> uses = uses(run);
        uses.remove("end");
        uses.forEach((way, lines) -> {
            assertThat(lines.get(0)).as(way + " in " + run).startsWith("USED USE_AFTER_FREE ").doesNotContain(" nowhere ");
            if (!way.equals("on-another-thread")) {
                assertThat(lines.get(0)).as(way + " in " + run).contains(" giveBack ");
            }
            boolean throughAChannel = way.startsWith("file-") || way.equals("datagram");
            if (!way.equals("file-gather")) {
                // The channel writes the first of the two buffers.
                assertThat(lines.get(1)).as(way + " in " + run).isEqualTo(throughAChannel ? "REFUSED Bad address" : "STOPPED");
            }
            if (throughAChannel || way.matches("crc32c?|adler32|(de|in)flate-.*|dictionary")) {
                assertThat(lines.get(0)).contains(CERTAIN);
            }
        });
        assertThat(uses.get("in-a-compiled-loop").get(0)).contains(" inACompiledLoop ");
    }

    @ParameterizedTest
    @CsvSource({"4.1.52, HealthyLoad, all", "4.2.3, AdaptiveLoad, all", "4.2.20, AdaptiveLoad, all", "4.2.20, HealthyLoad, sampled"})
    void correctCodeMeetsNoFence(String netty, String load, String share) {
        Finished run = Java.of(Platform.newJdk(netty)).optimizing().agent("fence=" + share).run(load, "threads=3", "steps=9973").exits(0).missedNothing()
                .outcome("violations", 0).outcome("suspects", 0);
        assertThat(run.agentLines()).anyMatch(line -> line.startsWith("fence=" + share + ": "))
                .noneMatch(line -> line.contains("FENCED"));
    }

    /** In a process with a low limit of memory mappings little is fenced, and nothing goes wrong. */
    @Test
    void fewPiecesAreFewFences() {
        Finished run = Java.of(Platform.newJdk(Platform.NEWEST_NETTY)).agent("fence=all").with("-Dio.pageconsistency.fence.pieces=1000")
                .run("HealthyLoad", "threads=2", "steps=9973").exits(0).missedNothing().outcome("violations", 0);
        assertThat(run.agentLines()).noneMatch(line -> line.contains("FENCED"));
    }

    /** Fences are switched on and off a hundred times while other threads work and child processes start. */
    @Test
    void comeAndGoUnderLoad() {
        Finished run = Java.of(Platform.newJdk(Platform.NEWEST_NETTY)).optimizing().agent("poison=off").run("FencesComeAndGo", "times=100").exits(0)
                .missedNothing().outcome("failures", 0).outcome("violations", 0).outcome("turns", 100).outcome("children", 3).outcome("inUse", 0);
        assertThat(run.agentLines()).noneMatch(line -> line.contains("FENCED"));
    }

    /** The agent is attached and stopped again and again. It must open all fenced memory before it stops. */
    @Test
    void theAgentIsAttachedAndStoppedMeanwhile() {
        Finished run = Java.of(Platform.newJdk(Platform.NEWEST_NETTY)).alone().with("-Djdk.attach.allowAttachSelf=true",
                "-Djdk.lang.Process.launchMechanism=FORK")
                .run("FencesComeAndGo", "times=6", "agent=" + Build.agent()).exits(0)
                .outcome("failures", 0).outcome("turns", 6).outcome("children", 3).outcome("inUse", 0).outcome("found", 0).outcome("errors", 0)
                .outcome("undone", 0);
        assertThat(run.agentLines()).noneMatch(line -> line.contains("FENCED"));
    }

    @Test
    void anOldJdkGivesAMessageAndGoesOn() {
        Finished run = Java.of(Platform.oldJdk(Platform.NEWEST_NETTY)).agent("fence=all").run("HealthyLoad", "threads=2", "steps=999", "dropped=false").exits(0)
                .missedNothing().outcome("violations", 0);
        assertThat(run.agentLines()).filteredOn(line -> line.contains("nothing is fenced: ")).singleElement().asString()
                .contains("JDK 22 or later");
    }
}
