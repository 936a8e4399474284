package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.pageconsistency.it.Finished.Violation;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Unpooled buffers, with every way in which Netty gets their memory: from the JDK, with {@code Unsafe}, from arenas, and from the C
 * library.
 */
@Tag("matrix")
class UnpooledIT {
    private static final String[] BY_UNSAFE = {"-Dio.netty.tryReflectionSetAccessible=true",
        "--add-opens=java.base/java.nio=ALL-UNNAMED"};
    private static final String[] WITHOUT_UNSAFE = {"-Dio.netty.noUnsafe=true"};
    private static final String[] UNSAFE_DENIED = {"--sun-misc-unsafe-memory-access=deny"};
    private static final String[] BY_THE_C_LIBRARY = {"--enable-native-access=ALL-UNNAMED"};
    private static final String[] AS_IT_IS = {};

    private static final String FREED_WHILE_HELD = "freed-while-held";

    /** The findings of each scenario, and the method of the guilty call. */
    private static final Map<String, List<String>> EXPECTED = new LinkedHashMap<>();

    static {
        EXPECTED.put("nothing-wrong", List.of());
        EXPECTED.put("freed-twice", List.of("DOUBLE_FREE take back", "deallocate"));
        EXPECTED.put("freed-twice-on-the-heap", List.of("DOUBLE_FREE take back", "deallocate"));
        EXPECTED.put("freed-before-its-release", List.of("DOUBLE_FREE take back", "freedBeforeItsRelease"));
        EXPECTED.put(FREED_WHILE_HELD, List.of("REGION_CLOSED_IN_USE close", "freedWhileHeld"));
        EXPECTED.put("freed-after-it-moved", List.of("DOUBLE_FREE take back", "deallocate"));
        EXPECTED.put("dropped", List.of("LEAK close", ""));
        EXPECTED.put("released-twice", List.of("DOUBLE_FREE take back", "releasedTwice"));
    }

    /**
     * Releases of Netty with options. In some, a buffer's memory goes back to the system when it is released; in others, only when
     * the garbage collector runs.
     */
    static Stream<Arguments> all() {
        return Stream.of(
                Arguments.of(Platform.oldJdk(Platform.OLDEST_NETTY), AS_IT_IS, true),
                Arguments.of(Platform.oldJdk("4.1.115"), BY_UNSAFE, true),
                Arguments.of(Platform.oldJdk("4.1.140"), WITHOUT_UNSAFE, false),
                Arguments.of(Platform.oldJdk(Platform.NEWEST_NETTY), AS_IT_IS, true),
                Arguments.of(Platform.newJdk("4.1.140"), AS_IT_IS, true),
                Arguments.of(Platform.newJdk("4.1.140"), UNSAFE_DENIED, false),
                Arguments.of(Platform.newJdk("4.2.0"), AS_IT_IS, true),
                Arguments.of(Platform.newJdk(Platform.NEWEST_NETTY), AS_IT_IS, false),
                Arguments.of(Platform.newJdk(Platform.NEWEST_NETTY), WITHOUT_UNSAFE, false),
                Arguments.of(Platform.newJdk(Platform.NEWEST_NETTY), UNSAFE_DENIED, false),
                Arguments.of(Platform.newJdk(Platform.NEWEST_NETTY), BY_THE_C_LIBRARY, false));
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyFaultIsOneViolationAndNothingElseIs(Platform platform, String[] options, boolean goesBackWhenTold) {
        Finished run = Java.of(platform).agent("stacks=all").recorded().with(options).run("UnpooledFaults").exits(0).missedNothing();
        List<RecordedEvent> recorded = run.recording().violations();
        int counted = 0;
        for (String name : EXPECTED.keySet()) {
            List<Violation> found = run.found("SCENARIO " + name);
            if (EXPECTED.get(name).isEmpty() || name.equals(FREED_WHILE_HELD) && !goesBackWhenTold) {
                assertThat(found).as("%s of %s", name, run).isEmpty();
            } else {
                assertThat(found).as("%s of %s", name, run).singleElement().satisfies(violation -> {
                    assertThat(violation.isRoot()).isTrue();
                    assertThat(violation.kind() + " " + violation.operation()).isEqualTo(EXPECTED.get(name).get(0));
                    RecordedEvent event = recorded.get(violation.sequence() - 1);
                    assertThat(Recording.stack(event)).anyMatch(frame -> frame.contains(EXPECTED.get(name).get(1)));
                    assertThat(event.getString("allocatedBy")).contains("UnpooledFaults.");
                });
                counted += found.get(0).kind().equals("LEAK") ? 0 : 1;
            }
        }
        run.outcome("violations", counted).outcome("followUps", 0).outcome("leaks", 1).outcome("failures", 0);
        assertRegions(run);
        RecordedEvent status = run.recording().status("netty-unpooled");
        assertThat(status.getInt("woven")).isEqualTo(status.getInt("declared")).isPositive();
        assertThat(status.getBoolean("firstEventSeen")).isTrue();
        assertThat(run.recording().of("RegionOpened")).as("of single buffers").noneMatch(
                event -> event.getString("allocator").equals("netty-unpooled"));
    }

    /** Expects one region for each direct buffer with its own memory, and one for all that the adaptive allocator carves up. */
    private static void assertRegions(Finished run) {
        run.outcome("regionsHeld", 100).outcome("regionsReleased", 0).outcome("regionsLeft", 0);
        if (run.out().stream().anyMatch(line -> line.contains("regionsOfAdaptive"))) {
            run.outcome("regionsOfAdaptive", 1);
        }
    }

    static Stream<Arguments> some() {
        return Stream.of(Arguments.of(Platform.oldJdk("4.1.115"), BY_UNSAFE),
                Arguments.of(Platform.newJdk(Platform.NEWEST_NETTY), AS_IT_IS));
    }

    @ParameterizedTest
    @MethodSource("some")
    void refusedOperationsDoNotHappen(Platform platform, String[] options) {
        Finished run = Java.of(platform).agent("on-violation=throw").with(options).run("UnpooledFaults").exits(0).missedNothing()
                .outcome("failures", 0).outcome("refused", 3);
        List<String> roots = new ArrayList<>();
        run.found().stream().filter(Violation::isRoot).forEach(violation -> roots.add(violation.kind()));
        assertThat(roots).isSubsetOf("DOUBLE_FREE", "REGION_CLOSED_IN_USE", "LEAK").endsWith("LEAK", "DOUBLE_FREE");
        assertThat(run.found("SCENARIO nothing-wrong")).isEmpty();
    }

    /** Nothing is known of buffers from before the agent, so nothing may be reported about them. */
    @Test
    void buffersInUseAreLeftInPeace() {
        Running running = Java.of(Platform.newJdk("4.1.140")).alone().start("UnpooledLoad", "gate=true").reaches("attach");
        assertThat(Attachment.to(running).attach("")).isEqualTo("attached");
        running.passes();
        Finished run = running.finish().exits(0).foundNothing().outcome("failures", 0);
        assertRegions(run);
        assertThat(run.agentLines()).anyMatch(line -> line.startsWith("netty-unpooled covers "));
    }
}
