package io.pageconsistency.agent.output.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.Validation;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

/** Regions and scans in a recording. */
class RegionStatisticsTest {
    private static final int PAGE = 8192;

    private final Ledger ledger = new Ledger();
    private final Object owner = new Object();
    private final RecorderListener installed = RecorderListener.install(ledger, List::of, () -> AgentStatusTest.UNGUARDED);

    @AfterEach
    void remove() {
        installed.remove();
    }

    private Region open(String allocator, long address, long pages) {
        return ledger.open(allocator, owner, new Geometry(address, 0, pages * PAGE, PAGE, true), true);
    }

    private void allocate(Region region, long pages) {
        ledger.reserve(region, 0, pages);
        ledger.handOut(region, 0, pages, 0, pages * PAGE);
    }

    @Test
    void theShortestRecordingKnowsRegionsThatWereThereBefore() throws Exception {
        Region region = open("one", 1L << 32, 64);
        allocate(region, 5);
        ledger.reserve(region, 5, 2);
        Recording recording = new Recording();
        recording.start();

        List<RecordedEvent> events = Recorded.named(Recorded.stopAndRead(recording), "RegionStatistics");

        assertThat(events).isNotEmpty().allSatisfy(event -> {
            assertThat(event.getInt("regionId")).isEqualTo(region.id());
            assertThat(event.getString("allocator")).isEqualTo("one");
            assertThat(event.getInt("regions")).isEqualTo(1);
            assertThat(event.getLong("address")).isEqualTo(1L << 32);
            assertThat(event.getLong("capacity")).isEqualTo(64L * PAGE);
            assertThat(event.getInt("pageCount")).isEqualTo(64);
            assertThat(event.getInt("pagesReserved")).isEqualTo(7);
            assertThat(event.getInt("pagesHeld")).isEqualTo(5);
            assertThat(event.getLong("bitmapBytes")).isEqualTo(128);
        });
    }

    @Test
    void ofVeryManyRegionsTheFullestHaveOneEachAndTheOthersOneTogether() throws Exception {
        int more = 44;
        for (int i = 1; i <= RegionStatistics.MOST + more; i++) {
            // The first regions hold the fewest pages.
            allocate(open(i % 2 == 0 ? "even" : "odd", i * (1L << 32), 1_000), i);
        }
        Recording recording = new Recording();
        recording.start();

        // Written once, at the end of the chunk, because the period is longer than the test.
        List<RecordedEvent> events = Recorded.named(Recorded.stopAndRead(recording), "RegionStatistics");

        assertThat(events).filteredOn(event -> event.getInt("regionId") != 0).hasSizeGreaterThanOrEqualTo(RegionStatistics.MOST)
                .allMatch(event -> event.getInt("regions") == 1 && event.getInt("pagesHeld") > more);
        for (String allocator : List.of("odd", "even")) {
            long held = LongStream.rangeClosed(1, more).filter(i -> i % 2 == (allocator.equals("odd") ? 1 : 0)).sum();
            assertThat(events).filteredOn(event -> event.getInt("regionId") == 0
                    && event.getString("allocator").equals(allocator)).isNotEmpty().allSatisfy(event -> {
                        assertThat(event.getInt("regions")).isEqualTo(more / 2);
                        assertThat(event.getInt("pagesHeld")).isEqualTo((int) held);
                        assertThat(event.getInt("pageCount")).isEqualTo(more / 2 * 1_000);
                        assertThat(event.getLong("address")).isZero();
                    });
        }
    }

    @Test
    void everyValidationIsRecorded() throws Exception {
        open("one", 1L << 32, 64);
        Recording recording = new Recording();
        recording.start();
        Validation validation = ledger.validate();

        List<RecordedEvent> events = Recorded.named(Recorded.stopAndRead(recording), "Validation");

        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.getString("trigger")).isEqualTo("demand");
            assertThat(event.getInt("regions")).isEqualTo(1);
            assertThat(event.getInt("words")).isEqualTo(16);
            assertThat(event.getInt("damaged")).isZero();
            assertThat(event.getLong("timeSpent")).isEqualTo(validation.getNanos());
        });
    }
}
