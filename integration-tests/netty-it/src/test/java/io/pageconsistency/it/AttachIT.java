package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent is attached to a running program, stopped, and attached again. The program is not disturbed, and is never accused. */
@Tag("ends")
class AttachIT {
    private static Running start(Platform platform) {
        return Java.of(platform).optimizing().alone().start("LateLoad").reaches("command");
    }

    /** The program's own description of its state. */
    private static Map<String, String> state(Running running) {
        Map<String, String> values = new HashMap<>();
        for (String pair : running.asks("ask", "OUTCOME ").substring("OUTCOME ".length()).split(" ")) {
            values.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return values;
    }

    /** Waits until the load has run with the agent for a while. */
    private static void works(Attachment agent) {
        long before = frees(agent);
        await().atMost(Duration.ofMinutes(3)).until(() -> frees(agent) > before + 2_000);
        assertThat(agent.figures("ViolationCount", "FollowUpCount", "UntrackedOperationCount", "SwallowedErrorCount").values())
                .containsOnly(0L);
    }

    private static long frees(Attachment agent) {
        return (Long) agent.figures("FreeCount").get("FreeCount");
    }

    private static void leftNothing(Running running, Attachment agent) {
        assertThat(state(running)).containsEntry("active", "false").containsEntry("violations", "0")
                .containsEntry("pagesHeld", "0").containsEntry("untracked", "0").containsEntry("swallowedErrors", "0");
        assertThat(agent.hasBean()).isFalse();
        await().atMost(Duration.ofMinutes(3)).untilAsserted(() ->
                assertThat(running.jcmdOutput("Thread.print")).noneMatch(line -> line.contains("page-consistency")));
        // Each query collects all garbage first.
        await().atMost(Duration.ofMinutes(3)).untilAsserted(() -> assertThat(running.jcmdOutput("GC.class_histogram"))
                .noneMatch(line -> line.endsWith("io.pageconsistency.boot.AgentLoader") || line.contains("io.pageconsistency.agent.")));
    }

    private static final List<String> FAULTS = List.of("DOUBLE_FREE take back", "DOUBLE_FREE take back");

    /**
     * The findings, without the runs that the oldest Netty loses by itself. The finalizer of the load thread's cache frees those
     * whenever the garbage collector runs.
     */
    private static List<String> faults(Finished finished, Platform platform) {
        return finished.found().stream().filter(Finished.Violation::isRoot)
                .map(violation -> violation.kind() + " " + violation.operation())
                .filter(found -> !(platform.losesRuns() && found.equals("LEAK release"))).toList();
    }

    @ParameterizedTest
    @MethodSource("io.pageconsistency.it.Platform#ends")
    void aPoolInUseIsAdoptedAndCheckedFromThen(Platform platform) {
        Running running = start(platform);
        Attachment agent = Attachment.to(running);
        assertThat(agent.attach("stacks=most")).isEqualTo("option 'stacks' cannot be 'most'; allowed: sampled, all, off");
        assertThat(agent.attach("scrub=100ms,stacks=all")).isEqualTo("attached");
        assertThat(agent.attach("")).isEqualTo("an agent is already active in this virtual machine");
        works(agent);
        running.asks("rest", "READY command");
        running.asks("release", "READY command");
        assertThat(state(running)).containsEntry("active", "true").containsEntry("violations", "0")
                .containsEntry("pagesHeld", "0").containsEntry("untracked", "0").containsEntry("swallowedErrors", "0");
        running.asks("fault", "READY command");
        running.asks("end", "");
        Finished finished = running.finish().exits(0);
        assertThat(faults(finished, platform)).isEqualTo(FAULTS);
        assertThat(finished.agentLines()).contains("not attached: option 'stacks' cannot be 'most'; allowed: sampled, all, off")
                .anyMatch(line -> line.startsWith("netty-pooled covers "));
    }

    @ParameterizedTest
    @MethodSource("io.pageconsistency.it.Platform#ends")
    void stopsAndAttachesAgainAndLeavesNothing(Platform platform) {
        Running running = start(platform);
        Attachment agent = Attachment.to(running);
        for (int round = 0; round < 3; round++) {
            assertThat(agent.attach("scrub=100ms,on-violation=" + (round == 1 ? "throw" : "halt"))).isEqualTo("attached");
            works(agent);
            assertThat(agent.stop()).startsWith("stopped: nothing is checked any more, and ").endsWith(" as they were before");
            leftNothing(running, agent);
        }
        assertThat(agent.attach("")).isEqualTo("attached");
        running.asks("rest", "READY command");
        running.asks("release", "READY command");
        running.asks("fault", "READY command");
        running.asks("end", "");
        assertThat(faults(running.finish().exits(0), platform)).isEqualTo(FAULTS);
    }

    /** The agent's field is in the chunks, JFR is on, and the agent has opened all packages it needs. */
    @ParameterizedTest
    @MethodSource("io.pageconsistency.it.Platform#ends")
    void anAgentFromTheStartStopsAndAttachesAgain(Platform platform) {
        Running running = Java.of(platform).optimizing().agent("scrub=100ms,strict=true").recorded()
                .with("-XX:+EnableDynamicAgentLoading", "-XX:StartFlightRecording:name=other").start("LateLoad").reaches("command");
        Attachment agent = Attachment.to(running);
        works(agent);
        assertThat(agent.stop()).startsWith("stopped: ");
        leftNothing(running, agent);
        assertThat(agent.attach("strict=true")).isEqualTo("attached");
        works(agent);
        assertThat(agent.stop()).startsWith("stopped: ");
        assertThat(agent.attach("")).isEqualTo("attached");
        running.asks("rest", "READY command");
        running.asks("release", "READY command");
        assertThat(state(running)).containsEntry("violations", "0").containsEntry("pagesHeld", "0")
                .containsEntry("untracked", "0").containsEntry("swallowedErrors", "0");
        running.asks("fault", "READY command");
        running.asks("end", "");
        Finished finished = running.finish().exits(0);
        assertThat(faults(finished, platform)).isEqualTo(FAULTS);
        assertThat(finished.recording().of("RegionClosed")).as("written when the agent went").isNotEmpty();
    }
}
