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

/** The agent comes to a program at work, goes, and comes again; the program does not notice, nor is it ever accused. */
@Tag("ends")
class AttachIT {
    private static Running start(Platform platform) {
        return Java.of(platform).optimizing().alone().start("LateLoad").reaches("command");
    }

    /** What the program says of itself now. */
    private static Map<String, String> state(Running running) {
        Map<String, String> values = new HashMap<>();
        for (String pair : running.asks("ask", "OUTCOME ").substring("OUTCOME ".length()).split(" ")) {
            values.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return values;
    }

    /** The load must go on under the agent for a while. */
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
        // Each time it is asked it collects all garbage first.
        await().atMost(Duration.ofMinutes(3)).untilAsserted(() -> assertThat(running.jcmdOutput("GC.class_histogram"))
                .noneMatch(line -> line.endsWith("io.pageconsistency.boot.AgentLoader") || line.contains("io.pageconsistency.agent.")));
    }

    private static final List<String> FAULTS = List.of("DOUBLE_FREE take back", "DOUBLE_FREE take back");

    /**
     * What was found, but for the runs that the oldest Netty loses by itself: the finalizer that empties the cache of the thread
     * that made the load comes upon those whenever the collector runs.
     */
    private static List<String> faults(Finished finished, Platform platform) {
        return finished.found().stream().filter(Finished.Violation::isRoot)
                .map(violation -> violation.kind() + " " + violation.operation())
                .filter(found -> !(platform.losesRuns() && found.equals("LEAK release"))).toList();
    }

    @ParameterizedTest
    @MethodSource("io.pageconsistency.it.Platform#ends")
    void aPoolInUseIsAdoptedAndItsFutureJudged(Platform platform) {
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
    void itGoesAndComesAgainWithoutATrace(Platform platform) {
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

    /** With our field in the chunks, JFR on, and everything the agent can open. */
    @ParameterizedTest
    @MethodSource("io.pageconsistency.it.Platform#ends")
    void whatWasThereFromTheStartGoesAndComesAgainToo(Platform platform) {
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
