package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import jdk.jfr.consumer.RecordedEvent;

/** The audit: the comparison of the record with Netty's own books. */
@Tag("matrix")
class AuditIT {
    /** More than 512 MiB, because with less the adaptive allocator has no buddies. */
    private static final String HEAP = "-Xmx600m";
    private static final String SECONDS = "seconds=" + Integer.getInteger("it.seconds", 0);

    /** A release with monitors, one with locks, and the newest. */
    static Stream<Platform> pooled() {
        return Stream.of(Platform.oldJdk("4.1.52"), Platform.oldJdk("4.1.140"), Platform.newJdk(Platform.NEWEST_NETTY));
    }

    /** Releases with ascending bytes, with numbered segments, with offsets, and with buddies. */
    static Stream<Platform> adaptive() {
        return Stream.of(Platform.oldJdk("4.1.110"), Platform.newJdk("4.2.3"), Platform.oldJdk("4.1.128"),
                Platform.newJdk(Platform.NEWEST_NETTY));
    }

    static Stream<Platform> newest() {
        return Stream.of(Platform.newJdk(Platform.NEWEST_NETTY));
    }

    @ParameterizedTest
    @MethodSource("pooled")
    void aHealthyLoadDiffersNowhere(Platform platform) {
        agrees(Java.of(platform).recorded().run("AuditedLoad", "pool=pooled", SECONDS));
    }

    @ParameterizedTest
    @MethodSource("newest")
    void norDoesOneOfTheAdaptiveAllocator(Platform platform) {
        agrees(Java.of(platform).with(HEAP).recorded().run("AuditedLoad", "pool=adaptive", SECONDS));
    }

    private static void agrees(Finished run) {
        run.exits(0).foundNothing().outcome("failures", 0).outcome("mismatches", 0).outcome("unreadAtRest", 0);
        assertThat(Long.parseLong(run.outcome("audited"))).isGreaterThanOrEqualTo(20);
        assertThat(run.agentLines()).noneMatch(line -> line.contains("own books"));
    }

    @ParameterizedTest
    @MethodSource("pooled")
    void aBookThatIsChangedIsNamedWithItsPages(Platform platform) {
        Finished run = Java.of(platform).recorded().run("BookFaults").exits(0).missedNothing().outcome("violations", 7)
                .outcome("followUps", 1);
        named(run, 8);
        assertThat(run.recording().violations()).hasSize(8);
        List<RecordedEvent> looks = run.recording().of("Validation");
        assertThat(looks.stream().mapToInt(event -> event.getInt("mismatches")).sum()).isEqualTo(7);
        assertThat(looks).anyMatch(event -> event.getInt("audited") > 0);
        assertThat(run.block(1)).anyMatch(line -> line.contains("expected the subpage's bitmap to show it as used, as the record does"));
    }

    @ParameterizedTest
    @MethodSource("newest")
    void soItIsByTheScrub(Platform platform) {
        Finished run = Java.of(platform).agent("scrub=100ms").run("BookFaults", "by=scrub",
                "names=slot-in-use-marked-free+free-run-missing+free-bytes-off").exits(0).missedNothing().outcome("violations", 3);
        named(run, 3);
    }

    @ParameterizedTest
    @MethodSource("pooled")
    void memoryThatThePoolHasLostIsFoundWhileItRuns(Platform platform) {
        Finished run = Java.of(platform).run("LostInPool").exits(0).outcome("violations", 0);
        // One of the scenarios is healthy.
        int scenarios = Integer.parseInt(run.outcome("scenarios"));
        assertThat(scenarios).isGreaterThanOrEqualTo(3);
        run.outcome("leaks", scenarios - 1);
        named(run, "LEAK", scenarios);
    }

    @ParameterizedTest
    @MethodSource("adaptive")
    void soIsOneOfTheAdaptiveAllocator(Platform platform) {
        Finished run = Java.of(platform).with(HEAP).run("AdaptiveBookFaults").exits(0).missedNothing().outcome("violations", 2)
                .outcome("followUps", 0);
        named(run, 2);
    }

    /** The first finding of a scenario must name the right place, and all others must follow from it. */
    private static void named(Finished run, int scenarios) {
        named(run, "METADATA_MISMATCH", scenarios);
    }

    private static void named(Finished run, String kind, int scenarios) {
        List<String> lines = run.out();
        int checked = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("SCENARIO ")) {
                List<String> found = new ArrayList<>();
                String scenario = lines.get(i);
                for (i++; lines.get(i).startsWith("FOUND "); i++) {
                    found.add(lines.get(i));
                }
                String expected = lines.get(i).substring("EXPECTED ".length());
                checked++;
                if (scenario.equals("SCENARIO healthy")) {
                    assertThat(found).as(scenario).isEmpty();
                } else {
                    assertThat(found).as("%s of %s", scenario, run).isNotEmpty();
                    assertThat(found.get(0)).as("%s of %s", scenario, run).isEqualTo("FOUND " + kind + " SCAN root " + expected);
                    assertThat(found.subList(1, found.size())).as("%s of %s", scenario, run).allMatch(line -> line.contains(" follows "));
                }
            }
        }
        assertThat(checked).isEqualTo(scenarios);
    }
}
