package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.it.Finished.Violation;

/** What released Nettys did wrong is found in those that did, and not in the next release. */
class KnownBugsIT {
    private static final int RUNS = 23;
    private static final int LOST_IN_CACHES = 7 * 3;

    /** Netty issue 11101, repaired in 4.1.61: with an alignment, every run's address lay outside of the run. */
    @Test
    void alignmentMovesEveryRun() {
        Finished run = Java.of(Platform.oldJdk("4.1.52")).recorded().run("KnownBugs", "bug=alignment").exits(0);
        assertThat(run.found()).filteredOn(Violation::isRoot).hasSizeGreaterThanOrEqualTo(RUNS)
                .filteredOn(violation -> !violation.kind().equals("LEAK")).hasSize(RUNS)
                .allMatch(violation -> violation.kind().equals("SIZE_MISMATCH")
                        && violation.operation().equals("hand out"));
        run.missedNothing().outcome("violations", RUNS).outcome("pagesHeld", 0);
        assertThat(run.recording().violations()).filteredOn(event -> event.getString("kind").equals("SIZE_MISMATCH"))
                .hasSize(RUNS).allMatch(event -> Recording.stack(event).contains("KnownBugs.alignment"));
    }

    @Test
    void alignmentIsRepaired() {
        Java.of(Platform.oldJdk("4.1.61")).run("KnownBugs", "bug=alignment").exits(0).foundNothing();
    }

    /** Netty issue 11955, repaired in 4.1.73: with an alignment, a buffer was given more bytes than its slot has. */
    @Test
    void slotsAreSmallerThanWhatIsHandedOutAsOne() {
        Finished run = Java.of(Platform.oldJdk("4.1.61")).recorded().run("KnownBugs", "bug=element-size").exits(0)
                .missedNothing().outcome("violations", 1).outcome("followUps", 0).outcome("pagesHeld", 0);
        assertThat(run.found()).containsExactly(new Violation("SIZE_MISMATCH", "hand out", 1, 1));
        assertThat(run.block(1)).anyMatch(line -> line.endsWith("18 bytes from byte 0 of 16"));
        assertThat(Recording.stack(run.recording().violations().get(0))).contains("KnownBugs.elementSize");
    }

    @Test
    void slotsAreRepaired() {
        Java.of(Platform.newJdk("4.1.94")).run("KnownBugs", "bug=element-size").exits(0).foundNothing();
    }

    /** Netty issue 13461, repaired in 4.1.95: two threads that resize one buffer gave its memory back twice. */
    @ParameterizedTest
    @ValueSource(strings = {"4.1.52", "4.1.94"})
    void capacityFromTwoThreadsFreesTwice(String netty) {
        Finished run = Java.of(Platform.oldJdk(netty)).recorded().run("KnownBugs", "bug=capacity", "seconds=60").exits(0);
        Violation first = run.found().stream().filter(found -> !found.kind().equals("LEAK")).findFirst().orElseThrow();
        assertThat(first.kind() + " " + first.operation()).isEqualTo("DOUBLE_FREE take back");
        assertThat(first.isRoot()).isTrue();
        assertThat(Recording.stack(run.recording().violations().get(first.sequence() - 1)))
                .contains("PooledByteBuf.capacity", "KnownBugs.resize");
        run.missedNothing();
    }

    @Test
    void capacityIsRepaired() {
        Java.of(Platform.newJdk("4.1.95")).run("KnownBugs", "bug=capacity", "seconds=3").exits(0).foundNothing();
    }

    /** Netty issue 12749, repaired in 4.1.85: what a thread that has ended had taken went into its cache, and was lost. */
    @Test
    void memoryGoesIntoTheCacheOfAThreadThatHasEnded() {
        Finished run = Java.of(Platform.oldJdk("4.1.61")).agent("stacks=all").recorded().run("KnownBugs", "bug=thread-cache")
                .exits(0).foundNothing().outcome("leaks", LOST_IN_CACHES);
        assertThat(run.found()).hasSize(LOST_IN_CACHES).allMatch(found -> found.kind().equals("LEAK")
                && found.operation().equals("take back") && found.isRoot());
        assertThat(run.recording().violations()).hasSize(LOST_IN_CACHES)
                .allMatch(event -> Recording.stack(event).containsAll(List.of("PoolThreadCache.add", "KnownBugs.threadCache")));
        assertThat(run.err()).anyMatch(line -> line.contains("nobody takes anything out of it: 320 bytes, 320 bytes in all so far"));
    }

    @Test
    void threadCachesAreRepaired() {
        Java.of(Platform.newJdk("4.1.94")).run("KnownBugs", "bug=thread-cache").exits(0).foundNothing().outcome("leaks", 0);
    }

    /** Mended in passing by netty pull request 14273, in 4.1.113: a buffer object that was not needed released a chunk of old. */
    @Test
    void theAdaptiveAllocatorReleasesAChunkTwiceWhereItIsBusy() {
        Finished run = Java.of(Platform.oldJdk("4.1.110")).agent("stacks=all").recorded().run("KnownBugs", "bug=adaptive-contention")
                .exits(0).missedNothing().outcome("violations", 1);
        assertThat(run.found()).first().isEqualTo(new Violation("DOUBLE_FREE", "take back", 1, 1));
        assertThat(Recording.stack(run.recording().violations().get(0)))
                .contains("AdaptivePoolingAllocator.allocate", "BusyAllocator.during");
    }

    @Test
    void theBusyAdaptiveAllocatorIsRepaired() {
        Java.of(Platform.newJdk("4.1.115")).run("KnownBugs", "bug=adaptive-contention").exits(0).foundNothing();
    }

    /** Netty issue 10896, repaired in 4.1.59: runs stay claimed that nobody holds and nobody will give back. */
    @Test
    void lostRunsAreToldAsLeaks() {
        Finished run = Java.of(Platform.oldJdk("4.1.52")).run("CountedLoad").exits(0).foundNothing();
        assertThat(Long.parseLong(run.outcome("leaks"))).isPositive();
        Java.of(Platform.oldJdk("4.1.61")).run("CountedLoad").exits(0).foundNothing().outcome("leaks", 0);
    }
}
