package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.pageconsistency.it.Finished.Violation;
import jdk.jfr.consumer.RecordedEvent;

/** The adaptive allocator, in releases with all kinds of chunks that it has had. */
@Tag("matrix")
class AdaptiveIT {
    /**
     * Chunks with a count only; the first chunks with size classes; chunks that learn where returned memory begins; and chunks with
     * buddies.
     */
    private static final List<String> NETTYS = List.of("4.1.110", "4.1.128", "4.1.140", "4.2.0", "4.2.7", Platform.NEWEST_NETTY);

    private static final String TOO_LONG = "handed-out-too-long";

    /** The first findings of each scenario, and the method of the guilty call. */
    private static final Map<String, List<String>> EXPECTED = new LinkedHashMap<>();

    static {
        EXPECTED.put("freed-twice", List.of("DOUBLE_FREE take back", "freedTwice"));
        EXPECTED.put("freed-twice-and-given-to-two", List.of("DOUBLE_FREE take back", "freedTwiceAndGivenToTwo"));
        EXPECTED.put("freed-by-its-middle", List.of("INVALID_FREE take back", "freedByItsMiddle"));
        EXPECTED.put(TOO_LONG, List.of("SIZE_MISMATCH hand out", "handedOutTooLong"));
        EXPECTED.put("handed-out-twice", List.of("DOUBLE_ALLOC hand out", "handedOutTwice"));
        EXPECTED.put("chunk-emptied-in-use", List.of("REGION_CLOSED_IN_USE close", "chunkEmptiedInUse"));
    }

    static Stream<Platform> all() {
        return NETTYS.stream().flatMap(netty -> Stream.of(Platform.oldJdk(netty), Platform.newJdk(netty)));
    }

    /** Each release once. */
    static Stream<Platform> each() {
        return NETTYS.stream().map(netty -> netty.length() % 2 == 0 ? Platform.newJdk(netty) : Platform.oldJdk(netty));
    }

    static Stream<Platform> some() {
        return Stream.of(Platform.oldJdk("4.1.110"), Platform.newJdk("4.1.128"), Platform.oldJdk(Platform.NEWEST_NETTY));
    }

    /** The first release is really broken if threads meet: see {@link KnownBugsIT}, and netty issue 14322. */
    private static int threads(Platform platform) {
        return List.of("4.1.110", "4.2.0").contains(platform.netty()) ? 1 : 4;
    }

    @ParameterizedTest
    @MethodSource("all")
    void healthyUseHasNoFindings(Platform platform) {
        Finished run = Java.of(platform).optimizing().recorded().run("AdaptiveLoad", "threads=" + threads(platform)).exits(0).foundNothing().outcome("failures", 0)
                .outcome("leaks", 0);
        RecordedEvent status = run.recording().status("netty-adaptive");
        assertThat(status.getInt("woven")).isEqualTo(status.getInt("declared")).isPositive();
        assertThat(status.getBoolean("firstEventSeen")).isTrue();
        assertThat(run.recording().of("RegionOpened")).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("some")
    void norRefused(Platform platform) {
        Java.of(platform).agent("on-violation=throw").run("AdaptiveLoad", "steps=4999", "threads=" + threads(platform)).exits(0).foundNothing().outcome("failures", 0);
    }

    @ParameterizedTest
    @MethodSource("each")
    void everyFaultIsOneViolationWithFollowUps(Platform platform) {
        Finished run = Java.of(platform).agent("stacks=all").recorded().run("AdaptiveFaults").exits(0).missedNothing()
                .outcome("leaks", 0);
        List<RecordedEvent> recorded = run.recording().violations();
        List<Violation> all = new ArrayList<>();
        List<String> scenarios = scenarios(run).stream().filter(scenario -> isPossible(scenario, platform)).toList();
        scenarios.forEach(scenario -> {
            List<String> expected = expected(scenario);
            List<Violation> found = run.found(scenario);
            assertThat(found).as("%s of %s", scenario, run).isNotEmpty();
            Violation root = found.get(0);
            assertThat(root.kind() + " " + root.operation()).as("%s of %s", scenario, run).isEqualTo(expected.get(0));
            assertThat(found).as("%s of %s", scenario, run).extracting(Violation::cause).containsOnly(root.sequence());
            assertThat(Recording.stack(recorded.get(root.sequence() - 1))).contains("AdaptiveFaults." + expected.get(1));
            all.addAll(found);
        });
        run.outcome("violations", scenarios.size()).outcome("followUps", all.size() - scenarios.size());
        assertParties(recorded);
    }

    /** Only small pieces of one size can be taken for longer than they are, and the first releases have no such pieces. */
    private static boolean isPossible(String scenario, Platform platform) {
        return !scenario.contains(TOO_LONG) || scenario.contains(" 300 ") && !List.of("4.1.110", "4.2.0").contains(platform.netty());
    }

    /** Expects the parties that got the memory and that gave it back earlier. */
    private static void assertParties(List<RecordedEvent> recorded) {
        assertThat(recorded).filteredOn(event -> event.getInt("sequence") == event.getInt("cause")
                && event.getString("kind").equals("DOUBLE_FREE")).isNotEmpty().allSatisfy(event -> {
            assertThat(event.getString("allocatedBy")).contains("AdaptiveFaults$Memory.buffer(");
            assertThat(event.getString("freedBy")).contains("AdaptiveFaults.freedTwice");
        });
    }

    /** A refused operation has no effect, so there are no follow-ups. */
    @ParameterizedTest
    @MethodSource("each")
    void refusedOperationsHaveNoEffect(Platform platform) {
        Finished run = Java.of(platform).agent("on-violation=throw").run("AdaptiveFaults").exits(0).missedNothing();
        scenarios(run).stream().filter(scenario -> scenario.contains("freed-")).forEach(scenario ->
                assertThat(run.found(scenario)).as("%s of %s", scenario, run).extracting(found -> found.kind() + " "
                        + found.operation()).containsExactly(expected(scenario).get(0)));
        scenarios(run).stream().filter(scenario -> scenario.contains("handed-out-twice")).forEach(scenario ->
                assertThat(run.found(scenario)).as("%s of %s", scenario, run).extracting(Violation::kind)
                        .containsExactly("DOUBLE_ALLOC", "DOUBLE_FREE"));
    }

    @ParameterizedTest
    @MethodSource("each")
    void chunksInUseAreAdopted(Platform platform) {
        Running running = Java.of(platform).alone().start("AdaptiveLoad", "gate=true", "threads=" + threads(platform)).reaches("attach");
        Attachment agent = Attachment.to(running);
        assertThat(agent.attach("scrub=100ms")).isEqualTo("attached");
        running.passes();
        Finished run = running.finish().exits(0).foundNothing().outcome("failures", 0);
        assertThat(run.agentLines()).anyMatch(line -> line.startsWith("netty-adaptive covers "));
    }

    private static List<String> scenarios(Finished run) {
        List<String> scenarios = run.out().stream().filter(line -> line.startsWith("SCENARIO ")).toList();
        assertThat(scenarios).hasSize(EXPECTED.size() * 3 * 2);
        return scenarios;
    }

    private static List<String> expected(String scenario) {
        return EXPECTED.get(scenario.split(" ")[1]);
    }
}
