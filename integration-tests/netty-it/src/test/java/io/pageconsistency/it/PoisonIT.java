package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The poison pattern in free memory. */
@Tag("matrix")
class PoisonIT {
    private static final String ALL = "poison=all";

    /** Releases with ascending bytes. There a buffer that grows copies from memory that is on record as given back. */
    static Stream<Platform> risingBytes() {
        return Stream.of(Platform.newJdk("4.2.0"), Platform.oldJdk("4.1.115"));
    }

    static Stream<Platform> each() {
        return Stream.concat(Platform.ends(), risingBytes());
    }

    @ParameterizedTest
    @MethodSource("each")
    void everyWriteAfterAReleaseIsFoundOnce(Platform platform) {
        Finished run = Java.of(platform).with("-Xmx600m").agent(ALL).recorded().run("WritesAfterFree").exits(0).missedNothing().outcome("followUps", 0);
        assertThat(run.out()).noneMatch(line -> line.startsWith("MISSED"));
        int injected = Integer.parseInt(run.outcome("injected"));
        assertThat(injected).isGreaterThan(100);
        run.outcome("violations", injected);
        assertThat(run.found()).extracting(Finished.Violation::kind).filteredOn(kind -> !kind.equals("LEAK"))
                .hasSize(injected).containsOnly("WRITE_AFTER_FREE");
        List<String> block = run.block(1);
        assertThat(block).anyMatch(line -> line.contains("noticed it, but need not have caused it"))
                .anyMatch(line -> line.contains("freed by")).anyMatch(line -> line.contains("WritesAfterFree.free("))
                .anyMatch(line -> line.contains("WritesAfterFree.take("))
                .anyMatch(line -> line.contains("expected the pattern that was written when it was freed (de ad f4 ee, repeated), but byte 15 "));
        assertThat(run.recording().violations()).filteredOn(event -> event.getString("kind").equals("WRITE_AFTER_FREE")).hasSize(injected);
    }

    @ParameterizedTest
    @MethodSource("io.pageconsistency.it.Platform#ends")
    void healthyUseHasNoFindings(Platform platform) {
        Java.of(platform).agent(ALL + ",scrub=100ms").run("HealthyLoad", "steps=4999").exits(0).foundNothing();
    }

    @ParameterizedTest
    @MethodSource("risingBytes")
    void norInTheAdaptiveAllocatorOfOld(Platform platform) {
        Java.of(platform).agent(ALL + ",scrub=100ms").run("AdaptiveLoad", "steps=2999").exits(0).foundNothing().outcome("failures", 0);
    }

    @Test
    void norInThatOfToday() {
        Platform platform = Platform.newJdk(Platform.NEWEST_NETTY);
        Java.of(platform).agent(ALL + ",scrub=100ms").run("AdaptiveLoad", "steps=2999").exits(0).foundNothing().outcome("failures", 0);
        Java.of(platform).agent(ALL + ",stacks=off,on-violation=throw").run("AdaptiveLoad", "steps=999").exits(0).foundNothing().outcome("failures", 0);
        String adaptive = "AdaptiveLoad steps=4999";
        String pooled = "HealthyLoad steps=20011 dropped=false";
        Finished run = Java.of(platform).optimizing().agent("poison=sampled,scrub=100ms").run("Several", adaptive, pooled).exits(0);
        run.load(adaptive).foundNothing().outcome("failures", 0);
        run.load(pooled).foundNothing();
    }

    @Test
    void describedPoolsOnlyWhereTheySayThatTheyLeaveFreeMemoryAlone(@TempDir Path directory) throws IOException {
        Path pools = Files.writeString(directory.resolve("pools.yaml"), """
                pools:
                  - name: untouched
                    class: io.pageconsistency.workloads.DescribedWrites$Untouched
                    page-size: 4096
                    free-memory: untouched
                    hand-out: acquire()
                    take-back: release(ByteBuffer, int)
                  - name: linked
                    class: io.pageconsistency.workloads.DescribedWrites$Linked
                    page-size: 4096
                    hand-out: acquire()
                    take-back: release(ByteBuffer, int)
                """);
        Finished run = Java.of(Platform.oldJdk(Platform.OLDEST_NETTY)).agent(ALL + ",pools=" + pools).run("DescribedWrites").exits(0)
                .missedNothing().outcome("violations", 3).outcome("followUps", 0);
        assertThat(run.found()).extracting(Finished.Violation::operation).containsExactly("scan", "hand out", "hand out");
        assertThat(run.block(1)).anyMatch(line -> line.contains("byte 100 (") && line.contains("00 00 00 07"))
                .anyMatch(line -> line.contains("(untouched)"));
    }
}
