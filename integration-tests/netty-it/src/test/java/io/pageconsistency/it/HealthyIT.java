package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import jdk.jfr.consumer.RecordedEvent;

/** Correct programs. Nothing may be reported about them, and everything must have been checked. */
@Tag("matrix")
class HealthyIT {
    /** This load drops its pools and comes first, so that no other load's pools can be collected meanwhile. */
    private static final String CACHED = "HealthyLoad steps=20011";
    private static final String UNCACHED = "HealthyLoad steps=9973 cached=false threads=3 dropped=false";
    private static final String ALIGNED = "HealthyLoad steps=9973 alignment=64 threads=3 dropped=false";
    private static final String COUNTED = "CountedLoad allocations=9973";
    private static final String HTTP = "HttpLoad requests=211";

    /** The virtual machines that run with all compilers and their own collector: each kind of Netty and each JDK at least once. */
    private static final List<Platform> IN_PRODUCTION = Stream.concat(Platform.some(), Platform.ends()).toList();

    /** The number of buffers that workers allocate. Their random numbers are the same in every run. */
    private static final Map<String, Integer> ALLOCATIONS = Map.of(CACHED, 33_346, UNCACHED, 9_930, ALIGNED, 9_930);

    /**
     * One virtual machine for each JDK and release. It runs one load after the other. Each load must have no findings, and must
     * have been checked.
     */
    @ParameterizedTest
    @MethodSource("io.pageconsistency.it.Platform#all")
    void everyLoad(Platform platform) {
        // On the oldest Netty alignment is really broken: see KnownBugsIT. The newest does not align on a JDK on which it avoids Unsafe.
        boolean aligns = !platform.netty().equals(Platform.OLDEST_NETTY) && !platform.equals(Platform.newJdk(Platform.NEWEST_NETTY));
        List<String> loads = !aligns ? List.of(CACHED, UNCACHED, COUNTED, HTTP)
                : List.of(CACHED, UNCACHED, ALIGNED, COUNTED, HTTP);
        Java java = Java.of(platform).recorded();
        if (IN_PRODUCTION.contains(platform)) {
            java.optimizing();
        }
        Finished run = java.run("Several", loads.toArray(String[]::new)).exits(0);
        int leaks = 0;
        for (String name : loads) {
            Finished load = run.load(name).foundNothing();
            if (ALLOCATIONS.containsKey(name)) {
                checkHeld(load.outcome("allocations", ALLOCATIONS.get(name)));
            }
            assertThat(Long.parseLong(load.outcome("handedOut"))).as(name).isPositive();
            leaks += Integer.parseInt(load.outcome("leaks"));
        }
        checkLeaks(platform, leaks);
        dropped(run.load(CACHED));
        checkCounted(run.load(COUNTED));
        run.load(HTTP).outcome("answers", 7 * 211);
        checkRecording(run, leaks);
    }

    /** Netty has several ways to get memory from the system, and uses the first one that is permitted. */
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
    void healthyLoadWithEachSourceOfMemory(Platform platform, List<String> options) {
        Finished run = Java.of(platform).recorded().with(options.toArray(String[]::new))
                .run("HealthyLoad", "steps=4999", "dropped=false").exits(0).foundNothing();
        checkHeld(run);
        checkLeaks(platform, Integer.parseInt(run.outcome("leaks")));
        checkRecording(run, 0);
    }

    /** Expects that the held memory was on record. Otherwise a load that was not checked would pass as well. */
    private static void checkHeld(Finished run) {
        run.outcome("heldFound", run.outcome("heldExpected"));
    }

    /** Expects that the dropped pools and all their regions are gone. */
    private static void dropped(Finished run) {
        assertThat(Integer.parseInt(run.outcome("regionsDropped"))).isPositive();
        run.outcome("poolsLeft", 0).outcome("regionsLeft", 0);
    }

    private static void checkLeaks(Platform platform, int leaks) {
        if (platform.losesRuns()) {
            assertThat(leaks).as("netty issue 10896").isPositive();
        } else {
            assertThat(leaks).as("leaks").isZero();
        }
    }

    /** Expects as many recorded operations as calls. */
    private static void checkCounted(Finished run) {
        run.outcome("handedOut", run.outcome("handOuts")).outcome("takeBacksCounted", run.outcome("handOuts"));
    }

    private static void checkRecording(Finished run, int leaks) {
        Recording recording = run.recording();
        assertThat(recording.violations()).allMatch(event -> event.getString("kind").equals("LEAK"))
                .hasSizeGreaterThanOrEqualTo(leaks);
        RecordedEvent status = recording.status("netty-pooled");
        assertThat(status.getInt("declared")).isPositive();
        assertThat(status.getInt("woven")).isEqualTo(status.getInt("declared"));
        assertThat(status.getBoolean("firstEventSeen")).isTrue();
        assertThat(status.getInt("swallowedErrors")).isZero();
        assertThat(recording.of("RegionOpened")).isNotEmpty();
    }

    /** Every hand-out and every take-back is recorded once: both the events and the counts equal the calls. */
    @ParameterizedTest
    @MethodSource("io.pageconsistency.it.Platform#ends")
    void everyOperationIsCountedOnce(Platform platform) {
        Finished run = Java.of(platform)
                .with("-XX:StartFlightRecording:filename=FILE,+io.pageconsistency.PageAllocation#enabled=true,"
                        + "+io.pageconsistency.PageFree#enabled=true")
                .run("CountedLoad", "allocations=9973").exits(0).foundNothing();
        checkCounted(run);
        Recording recording = run.recording();
        assertThat(recording.of("PageAllocation")).filteredOn(event -> event.getString("operation").equals("hand out"))
                .hasSize(Integer.parseInt(run.outcome("handOuts")));
        assertThat(recording.of("PageFree")).filteredOn(event -> event.getString("operation").equals("take back"))
                .hasSize(Integer.parseInt(run.outcome("handOuts")));
    }
}
