package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Memory stays in quarantine for a while. A use of it is found, and the pool can work without it and gets it back. */
@Tag("matrix")
class QuarantineIT {
    private static final String[] NEARLY_FULL = {"-XX:MaxDirectMemorySize=8m", "-Dio.netty.maxDirectMemory=8388608"};

    private static Stream<Platform> platforms() {
        return Stream.of(Platform.oldJdk(Platform.OLDEST_NETTY), Platform.oldJdk("4.1.140"), Platform.newJdk(Platform.NEWEST_NETTY));
    }

    @ParameterizedTest
    @MethodSource("platforms")
    void aWriteIntoQuarantinedMemoryIsFound(Platform platform) {
        Java.of(platform).agent("poison=all").run("QuarantinedUses", "how=write").exits(0).outcome("violations", 0)
                .outcome("missed", 7);
        Finished run = Java.of(platform).agent("poison=all,stacks=all,quarantine=16m").run("QuarantinedUses", "how=write").exits(0)
                .missedNothing().outcome("violations", 7).outcome("missed", 0);
        assertThat(run.found()).extracting(Finished.Violation::kind).containsOnly("WRITE_AFTER_FREE");
        assertThat(run.block(1)).anyMatch(line -> line.contains("freed by")).anyMatch(line -> line.contains("QuarantinedUses.give("));
        assertThat(run.agentLines()).filteredOn(line -> line.startsWith("quarantine: up to 16.0 MiB ")).singleElement().asString()
                .contains("Netty's pooled allocator; its adaptive allocator, and other pools, get it back at once");
    }

    @ParameterizedTest
    @MethodSource("platforms")
    void aReadIsStoppedAtItsLine(Platform platform) {
        Platform fencing = Platform.newJdk(platform.netty());
        Finished run = Java.of(fencing).agent("fence=all,stacks=all,quarantine=16m").run("QuarantinedUses", "how=read").exits(0).missedNothing()
                .outcome("violations", 4).outcome("thrown", 4).outcome("missed", 0);
        assertThat(run.found()).extracting(Finished.Violation::kind).containsOnly("USE_AFTER_FREE");
        assertThat(run.block(1)).anyMatch(line -> line.contains("-> at io.pageconsistency.workloads.QuarantinedUses.read("))
                .anyMatch(line -> line.contains("-> at io.pageconsistency.workloads.QuarantinedUses.give("));
    }

    /** Uses mode test. The pool gets the memory once, when the mode changes. */
    @Test
    void aSecondReleaseIsFoundAndThePoolGetsItsMemoryOnce() {
        Finished run = Java.of(Platform.oldJdk(Platform.NEWEST_NETTY)).agent("mode=test").run("QuarantinedUses", "how=twice", "stop=true")
                .exits(0).missedNothing().outcome("violations", 4).outcome("quarantined", 8).outcome("left", 0).outcome("inUse", 0);
        assertThat(run.found()).extracting(Finished.Violation::kind).containsOnly("DOUBLE_FREE");
        assertThat(run.block(1)).anyMatch(line -> line.contains("freed by")).anyMatch(line -> line.contains("allocated by"));
        assertThat(run.agentLines()).anyMatch(line -> line.contains("mode test (") && line.contains("quarantine=16m"))
                .anyMatch(line -> line.startsWith("the mode is now production (") && line.contains("quarantine=off"));
    }

    @Test
    void whereViolationsAreThrownItIsTheSame() {
        Finished run = Java.of(Platform.newJdk(Platform.NEWEST_NETTY)).agent("on-violation=throw,poison=all,quarantine=1m")
                .run("HealthyLoad", "steps=2999", "dropped=false").exits(0).foundNothing();
        assertThat(run.agentLines()).anyMatch(line -> line.startsWith("quarantine: up to 1.0 MiB "));
    }

    /** The pool's own books are compared all the time, and pools are dropped while some of their memory is in quarantine. */
    @Test
    void healthyUseHasNoFindings() {
        Java.of(Platform.newJdk(Platform.NEWEST_NETTY)).agent("fence=all,poison=all,quarantine=16m,scrub=100ms")
                .run("HealthyLoad", "steps=2999", "threads=3").exits(0).foundNothing();
        Java.of(Platform.oldJdk("4.1.115")).agent("poison=all,quarantine=16m,scrub=100ms")
                .run("HealthyLoad", "steps=2999", "threads=3", "dropped=false").exits(0).foundNothing();
    }

    @Test
    void aPoolGetsAllOfItsMemory() {
        for (Platform platform : List.of(Platform.oldJdk(Platform.OLDEST_NETTY), Platform.newJdk(Platform.NEWEST_NETTY))) {
            Java.of(platform).with(NEARLY_FULL).agent("poison=all,quarantine=16m").run("FullPool", "rounds=2").exits(0).missedNothing()
                    .outcome("violations", 0).outcome("failures", 0);
        }
    }

    @Test
    void namesWhatTheQuarantineNeeds() {
        assertThat(Java.of(Platform.oldJdk(Platform.NEWEST_NETTY)).agent("poison=all,quarantine=16m,disable=netty-caches")
                .run("QuarantinedUses", "how=write").exits(0).outcome("quarantined", 0).agentLines())
                .anyMatch(line -> line.equals("nothing is kept in quarantine: module 'netty-caches' is disabled"));
        assertThat(Java.of(Platform.oldJdk(Platform.NEWEST_NETTY)).agent("quarantine=16m").run("QuarantinedUses", "how=write").exits(0)
                .outcome("quarantined", 0).agentLines()).anyMatch(line -> line.equals(
                        "nothing is kept in quarantine: neither 'fence' nor 'poison' is on, and it is for what they guard"));
    }
}
