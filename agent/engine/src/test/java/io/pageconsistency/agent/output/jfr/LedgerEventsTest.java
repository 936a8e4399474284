package io.pageconsistency.agent.output.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.Operation;
import io.pageconsistency.agent.instrument.ModuleStatus;
import io.pageconsistency.background.Time;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

/** The ledger's operations and findings in a recording. */
class LedgerEventsTest {
    private static final long ADDRESS = 0x7f0000000000L;
    private static final long PAGE = 8192;
    private static final long REGION = 64 * PAGE;

    private final Ledger ledger = new Ledger();
    private final Object owner = new Object();
    private RecorderListener installed;

    @BeforeEach
    void install() {
        installed = RecorderListener.install(ledger, () -> List.of(new ModuleStatus("netty-pooled", "", 4, 4, true, null)), () -> AgentStatusTest.UNGUARDED);
    }

    @AfterEach
    void remove() {
        installed.remove();
        assertThat(ledger.reports().swallowedErrors()).isZero();
    }

    @Test
    void aViolationNamesTheMemoryAndTheParties() throws Exception {
        Recording recording = started();
        Region region = open(ADDRESS);
        ledger.reserve(region, 12, 1);
        ledger.reserveSlot(region, 12, 1, 32, 256, 5);
        ledger.handOutSlot(region, 12, 1, 5, 12 * PAGE + 5 * 256, 200);
        Thread first = new Thread(() -> ledger.takeBackSlot(region, 12, 1, 5), "first to free it");
        first.start();
        first.join();
        ledger.takeBackSlot(region, 12, 1, 5);

        List<RecordedEvent> events = Recorded.named(Recorded.stopAndRead(recording), "Violation");

        assertThat(events).hasSize(1);
        RecordedEvent event = events.get(0);
        assertThat(event.getString("kind")).isEqualTo("DOUBLE_FREE");
        assertThat(event.getString("allocator")).isEqualTo("netty-pooled");
        assertThat(event.getInt("regionId")).isEqualTo(region.id());
        assertThat(event.getInt("page")).isEqualTo(12);
        assertThat(event.getInt("pageCount")).isEqualTo(1);
        assertThat(event.getLong("address")).isEqualTo(ADDRESS + 12 * PAGE + 5 * 256);
        assertThat(event.getInt("sequence")).isEqualTo(1);
        assertThat(event.getInt("cause")).isEqualTo(1);
        assertThat(event.getString("allocatedBy")).startsWith(Thread.currentThread().getName() + ", ")
                .contains("LedgerEventsTest.aViolationNamesTheMemoryAndTheParties(");
        assertThat(event.getString("freedBy")).startsWith("first to free it, ").contains("LedgerEventsTest.lambda$");
        assertThat(event.getThread().getJavaName()).isEqualTo(Thread.currentThread().getName());
    }

    @Test
    void aViolationHasTheGuiltyStackBelowFewFramesOfOurs() throws Exception {
        Recording recording = started();
        Region region = open(ADDRESS);
        ledger.release(region, 3, 2);

        RecordedEvent event = Recorded.named(Recorded.stopAndRead(recording), "Violation").get(0);

        List<String> methods = event.getStackTrace().getFrames().stream().map(RecordedFrame::getMethod)
                .map(method -> method.getType().getName() + "." + method.getName()).toList();
        int guilty = methods.indexOf(LedgerEventsTest.class.getName() + ".aViolationHasTheGuiltyStackBelowFewFramesOfOurs");
        // Newer flight recorders leave the agent's frames out.
        assertThat(guilty).as("%s", methods).isBetween(0, 9);
        assertThat(methods.indexOf(Ledger.class.getName() + ".release")).isEqualTo(guilty - 1);
    }

    @Test
    void aFollowUpNamesItsCause() throws Exception {
        Recording recording = started();
        Region region = open(ADDRESS);
        ledger.reserve(region, 3, 1);
        ledger.reserve(region, 3, 1);
        ledger.reserve(region, 3, 1);

        List<RecordedEvent> events = Recorded.named(Recorded.stopAndRead(recording), "Violation");

        assertThat(events).extracting(event -> event.getInt("sequence")).containsExactly(1, 2);
        assertThat(events).extracting(event -> event.getInt("cause")).containsExactly(1, 1);
        assertThat(events).extracting(event -> event.getString("allocatedBy")).containsOnlyNulls();
    }

    @Test
    void regionsBeginAndEnd() throws Exception {
        Recording recording = started();
        Region region = open(ADDRESS);
        ledger.reserve(region, 0, 3);
        ledger.handOut(region, 0, 3, 0, 100);
        ledger.close(region);

        List<RecordedEvent> events = Recorded.stopAndRead(recording);

        RecordedEvent opened = Recorded.named(events, "RegionOpened").get(0);
        assertThat(opened.getInt("regionId")).isEqualTo(region.id());
        assertThat(opened.getString("allocator")).isEqualTo("netty-pooled");
        assertThat(opened.getLong("address")).isEqualTo(ADDRESS);
        assertThat(opened.getLong("capacity")).isEqualTo(REGION);
        assertThat(opened.getLong("pageSize")).isEqualTo(PAGE);
        assertThat(opened.getInt("pageCount")).isEqualTo(64);
        RecordedEvent closed = Recorded.named(events, "RegionClosed").get(0);
        assertThat(closed.getInt("regionId")).isEqualTo(region.id());
        assertThat(closed.getString("allocator")).isEqualTo("netty-pooled");
        assertThat(closed.getLong("address")).isEqualTo(ADDRESS);
        assertThat(closed.getLong("capacity")).isEqualTo(REGION);
        assertThat(closed.getInt("pagesHeld")).isEqualTo(3);
        assertThat(closed.getInt("pagesReserved")).isEqualTo(3);
        assertThat(closed.getBoolean("collected")).isFalse();
    }

    @Test
    void singleOperationsAreNotRecordedUnlessAskedFor() throws Exception {
        Recording recording = started();
        allOperations(open(ADDRESS));

        List<RecordedEvent> events = Recorded.stopAndRead(recording);

        assertThat(Recorded.named(events, "PageAllocation")).isEmpty();
        assertThat(Recorded.named(events, "PageFree")).isEmpty();
        assertThat(Recorded.named(events, "RegionOpened")).hasSize(1);
    }

    @Test
    void singleOperationsTellPagesAndSlots() throws Exception {
        Recording recording = new Recording();
        recording.enable("io.pageconsistency.PageAllocation");
        recording.enable("io.pageconsistency.PageFree");
        recording.start();
        Region region = open(ADDRESS);
        allOperations(region);

        List<RecordedEvent> events = Recorded.stopAndRead(recording);

        long slot = ADDRESS + 8 * PAGE + 7 * 512;
        assertThat(Recorded.named(events, "PageAllocation")).extracting(LedgerEventsTest::asText).containsExactly(
                text("reserve", region, 2, 3, -1, ADDRESS + 2 * PAGE),
                text("hand out", region, 2, 3, -1, ADDRESS + 2 * PAGE),
                text("reserve", region, 8, 1, -1, ADDRESS + 8 * PAGE),
                text("reserve", region, 8, 1, 7, slot),
                text("hand out", region, 8, 1, 7, slot));
        assertThat(Recorded.named(events, "PageFree")).extracting(LedgerEventsTest::asText).containsExactly(
                text("take back", region, 2, 3, -1, ADDRESS + 2 * PAGE),
                text("release", region, 2, 3, -1, ADDRESS + 2 * PAGE),
                text("take back", region, 8, 1, 7, slot),
                text("release", region, 8, 1, 7, slot),
                text("release", region, 8, 1, -1, ADDRESS + 8 * PAGE));
        assertThat(events).filteredOn(event -> event.getEventType().getName().startsWith("io.pageconsistency.Page"))
                .allMatch(event -> event.getStackTrace() == null);
    }

    @Test
    void memoryOnTheHeapHasNoAddress() throws Exception {
        Recording recording = new Recording();
        recording.enable("io.pageconsistency.PageAllocation");
        recording.start();
        allOperations(open(0));

        assertThat(Recorded.named(Recorded.stopAndRead(recording), "PageAllocation")).hasSize(5)
                .allMatch(event -> event.getLong("address") == 0);
    }

    @Test
    void settingsMayChangeWhileARecordingRuns() throws Exception {
        Recording recording = started();
        Region region = open(ADDRESS);
        ledger.reserve(region, 0, 1);
        recording.setSettings(Map.of("io.pageconsistency.PageAllocation#enabled", "true",
                "io.pageconsistency.PageFree#enabled", "false"));
        // The agent's clock calls this a few times a second.
        ledger.observe();
        ledger.reserve(region, 1, 1);
        ledger.release(region, 0, 1);
        recording.setSettings(Map.of("io.pageconsistency.PageAllocation#enabled", "false",
                "io.pageconsistency.PageFree#enabled", "true"));
        ledger.observe();
        ledger.reserve(region, 2, 1);
        ledger.release(region, 1, 1);
        recording.setSettings(Map.of("io.pageconsistency.PageAllocation#enabled", "false"));
        ledger.observe();
        ledger.reserve(region, 3, 1);
        ledger.release(region, 2, 1);

        List<RecordedEvent> events = Recorded.stopAndRead(recording);

        assertThat(Recorded.named(events, "PageAllocation")).extracting(event -> event.getInt("page")).containsExactly(1);
        assertThat(Recorded.named(events, "PageFree")).extracting(event -> event.getInt("page")).containsExactly(1);
    }

    @Test
    void asksForSingleOperationsOnlyWhileSomebodyWantsThem() {
        LedgerEvents events = new LedgerEvents(new HeldSnapshots(ledger, Time.OF_THE_MACHINE), new EventBudget(() -> 0));
        assertThat(events.wantsOperations()).isFalse();
        try (Recording recording = new Recording()) {
            recording.enable("io.pageconsistency.PageFree");
            assertThat(events.wantsOperations()).isFalse();
            recording.start();
            assertThat(events.wantsOperations()).isTrue();
            recording.disable("io.pageconsistency.PageFree");
            assertThat(events.wantsOperations()).isFalse();
            recording.enable("io.pageconsistency.PageAllocation");
            assertThat(events.wantsOperations()).isTrue();
        }
        assertThat(events.wantsOperations()).isFalse();
    }

    @Test
    void aDisabledViolationIsNotPutIntoWords() throws Exception {
        Recording recording = new Recording();
        recording.disable("io.pageconsistency.Violation");
        recording.start();
        ledger.release(open(ADDRESS), 0, 1);

        assertThat(Recorded.named(Recorded.stopAndRead(recording), "Violation")).isEmpty();
        assertThat(ledger.reports().violations()).isEqualTo(1);
    }

    @Test
    void whatIsTooBigIsShownAsTheBiggest() {
        assertThat(SaturatedInt.of(1L << 40)).isEqualTo(Integer.MAX_VALUE);
        assertThat(SaturatedInt.of(-(1L << 40))).isEqualTo(Integer.MIN_VALUE);
        assertThat(SaturatedInt.of(-3)).isEqualTo(-3);
    }

    private Recording started() {
        Recording recording = new Recording();
        recording.start();
        return recording;
    }

    private Region open(long address) {
        return ledger.open("netty-pooled", owner, new Geometry(address, 0, REGION, PAGE, true), true);
    }

    private void allOperations(Region region) {
        ledger.reserve(region, 2, 3);
        ledger.handOut(region, 2, 3, 2 * PAGE, 3 * PAGE);
        ledger.takeBack(region, 2, 3);
        ledger.release(region, 2, 3);
        ledger.reserve(region, 8, 1);
        ledger.reserveSlot(region, 8, 1, 16, 512, 7);
        ledger.handOutSlot(region, 8, 1, 7, 8 * PAGE + 7 * 512, 512);
        ledger.takeBackSlot(region, 8, 1, 7);
        ledger.releaseSlot(region, 8, 1, 7);
        ledger.release(region, 8, 1);
        assertThat(ledger.reports().violations()).isZero();
    }

    private static String asText(RecordedEvent event) {
        return event.getString("operation") + " " + event.getInt("regionId") + " " + event.getInt("page") + " "
                + event.getInt("pageCount") + " " + event.getInt("slot") + " " + event.getLong("address");
    }

    private static String text(String operation, Region region, int page, int pageCount, int slot, long address) {
        assertThat(Operation.values()).extracting(Operation::label).contains(operation);
        return operation + " " + region.id() + " " + page + " " + pageCount + " " + slot + " " + address;
    }
}
