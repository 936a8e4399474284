package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import jdk.jfr.consumer.RecordedEvent;

/** Programs that do nothing wrong, of which nothing may be said, and of which everything must have been looked at. */
@Tag("matrix")
class HealthyIT {
    private static final String EVERY_PLATFORM = "io.pageconsistency.it.Platform#all";
    private static final String SOME_PLATFORMS = "io.pageconsistency.it.Platform#some";

    /** What five workers allocate, and three; their random numbers are the same in every run. */
    private static final int OF_FIVE = 166_745;
    private static final int OF_THREE = 99_712;

    @ParameterizedTest
    @MethodSource(EVERY_PLATFORM)
    void threadsThatResizeAndHandOver(Platform platform) {
        check(platform, dropped(Java.of(platform).recorded().run("HealthyLoad").outcome("allocations", OF_FIVE)));
    }

    @ParameterizedTest
    @MethodSource(SOME_PLATFORMS)
    void withoutThreadCaches(Platform platform) {
        check(platform, dropped(Java.of(platform).recorded().run("HealthyLoad", "cached=false", "threads=3")
                .outcome("allocations", OF_THREE)));
    }

    /** Not on the oldest Netty, where alignment really is broken: see {@link KnownBugsIT}. */
    static Stream<Platform> thatAlign() {
        return Stream.of(Platform.oldJdk("4.1.95"), Platform.newJdk("4.1.115"), Platform.oldJdk(Platform.NEWEST_NETTY));
    }

    @ParameterizedTest
    @MethodSource("thatAlign")
    void withAlignment(Platform platform) {
        check(platform, dropped(Java.of(platform).recorded().run("HealthyLoad", "alignment=64", "threads=3")
                .outcome("allocations", OF_THREE)));
    }

    /** Netty has several ways to get memory from the system, and takes the one that it is allowed to. */
    static Stream<Arguments> waysToGetMemory() {
        return Stream.of(
                arguments(Platform.oldJdk("4.1.115"), List.of("-Dio.netty.tryReflectionSetAccessible=true",
                        "--add-opens=java.base/java.nio=ALL-UNNAMED",
                        "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED")),
                arguments(Platform.oldJdk(Platform.NEWEST_NETTY), List.of("-Dio.netty.noUnsafe=true")),
                arguments(Platform.newJdk(Platform.NEWEST_NETTY), List.of("--sun-misc-unsafe-memory-access=deny")),
                arguments(Platform.newJdk(Platform.NEWEST_NETTY), List.of("--sun-misc-unsafe-memory-access=allow",
                        "-Dio.netty.noUnsafe=false", "-Xverify:all")));
    }

    @ParameterizedTest
    @MethodSource("waysToGetMemory")
    void whereverTheMemoryComesFrom(Platform platform, List<String> options) {
        check(platform, Java.of(platform).recorded().with(options.toArray(String[]::new))
                .run("HealthyLoad", "steps=20011", "dropped=false"));
    }

    private static void check(Platform platform, Finished run) {
        run.exits(0).foundNothing();
        run.outcome("heldFound", run.outcome("heldExpected"));
        checkLeaks(platform, run);
        checkRecording(run);
    }

    /** Pools that were dropped have gone, with all their regions. */
    private static Finished dropped(Finished run) {
        assertThat(Integer.parseInt(run.outcome("regionsDropped"))).isPositive();
        return run.outcome("poolsLeft", 0).outcome("regionsLeft", 0);
    }

    private static void checkLeaks(Platform platform, Finished run) {
        if (platform.losesRuns()) {
            assertThat(Long.parseLong(run.outcome("leaks"))).as("netty issue 10896").isPositive();
        } else {
            run.outcome("leaks", 0);
        }
    }

    private static void checkRecording(Finished run) {
        Recording recording = run.recording();
        assertThat(recording.violations()).allMatch(event -> event.getString("kind").equals("LEAK"))
                .hasSizeGreaterThanOrEqualTo(Integer.parseInt(run.outcome("leaks")));
        RecordedEvent status = recording.status("netty-pooled");
        assertThat(status.getInt("declared")).isPositive();
        assertThat(status.getInt("woven")).isEqualTo(status.getInt("declared"));
        assertThat(status.getBoolean("firstEventSeen")).isTrue();
        assertThat(status.getInt("swallowedErrors")).isZero();
        assertThat(recording.of("RegionOpened")).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource(SOME_PLATFORMS)
    void httpOverLoopback(Platform platform) {
        Finished run = Java.of(platform).recorded().run("HttpLoad").exits(0).foundNothing();
        run.outcome("answers", 7 * 1_009).outcome("leaks", 0);
        checkRecording(run);
    }

    /** Every hand-out is seen once, and every take-back: the events are as many as the calls, and so are the counts. */
    @ParameterizedTest
    @MethodSource("io.pageconsistency.it.Platform#ends")
    void everyOperationIsCountedOnce(Platform platform) {
        Finished run = Java.of(platform)
                .with("-XX:StartFlightRecording:filename=FILE,+io.pageconsistency.PageAllocation#enabled=true,"
                        + "+io.pageconsistency.PageFree#enabled=true")
                .run("CountedLoad", "allocations=49999").exits(0).foundNothing();
        run.outcome("counted", run.outcome("handOuts")).outcome("takeBacksCounted", run.outcome("handOuts"));
        Recording recording = run.recording();
        assertThat(recording.of("PageAllocation")).filteredOn(event -> event.getString("operation").equals("hand out"))
                .hasSize(Integer.parseInt(run.outcome("handOuts")));
        assertThat(recording.of("PageFree")).filteredOn(event -> event.getString("operation").equals("take back"))
                .hasSize(Integer.parseInt(run.outcome("handOuts")));
    }
}
