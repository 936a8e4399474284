package io.pageconsistency.agent.output.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.Share;
import io.pageconsistency.agent.instrument.ModuleStatus;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

/** The holders of memory and the states of pages in a recording. */
class HeldSnapshotsTest {
    private static final long PAGE = 8192;

    private final Ledger ledger = new Ledger();
    private final Object owner = new Object();
    private RecorderListener installed;

    @BeforeEach
    void install() {
        ledger.parties().mode(Share.ALL);
        ledger.reports().poolClasses().of("netty-pooled").type("the.Pool");
        installed = RecorderListener.install(ledger, () -> List.of(new ModuleStatus("netty-pooled", "", 4, 4, true, null)), () -> AgentStatusTest.UNGUARDED);
    }

    @AfterEach
    void remove() {
        installed.remove();
        assertThat(ledger.reports().swallowedErrors()).isZero();
    }

    private Region region() {
        return ledger.open("netty-pooled", owner, new Geometry(0x7f0000000000L, 0, 64 * PAGE, PAGE, true), true);
    }

    private void hold(Region region, int page, int count) {
        ledger.reserve(region, page, count);
        ledger.handOut(region, page, count, page * PAGE, count * PAGE);
    }

    @Test
    void theLastOfARecordingIsWhoHoldsMemory() throws Exception {
        Recording recording = new Recording();
        recording.start();
        Region region = region();
        hold(region, 4, 2);
        ledger.reserve(region, 10, 3);

        List<RecordedEvent> events = Recorded.stopAndRead(recording);

        List<RecordedEvent> holders = Recorded.named(events, "Holder");
        RecordedEvent holder = holders.get(holders.size() - 1);
        assertThat(holder.getString("calls")).startsWith(HeldSnapshotsTest.class.getName() + ".hold(HeldSnapshotsTest.java:");
        assertThat(holder.getLong("heldBytes")).isEqualTo(2 * PAGE);
        assertThat(holder.getInt("heldPieces")).isEqualTo(1);
        List<RecordedEvent> maps = Recorded.named(events, "RegionPages");
        RecordedEvent map = maps.get(maps.size() - 1);
        assertThat(map.getInt("regionId")).isEqualTo(region.id());
        assertThat(map.getString("states").replaceAll("@\\d+", "@")).isEqualTo("f4 h2#1@ f4 c3 f51");
        RecordedEvent process = Recorded.named(events, "Process").get(0);
        assertThat(process.getInt("pid")).isEqualTo((int) ProcessHandle.current().pid());
    }

    @Test
    void aFindingBringsTheMapOfItsRegion() throws Exception {
        Recording recording = new Recording();
        recording.start();
        Region region = region();
        hold(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        ledger.release(region, 4, 2);

        List<RecordedEvent> maps = Recorded.named(Recorded.stopAndRead(recording), "RegionPages");

        assertThat(maps).filteredOn(map -> map.getInt("snapshot") == 0).singleElement()
                .satisfies(map -> assertThat(map.getString("states")).isEqualTo("f4 c2 f58"));
    }

    @Test
    void manyPiecesAreToldUpToSomePlace() {
        Region region = ledger.open("netty-pooled", owner, new Geometry(0x7f0000000000L, 0, 200_000 * PAGE, PAGE, true), true);
        for (int page = 0; page < 40_000; page += 2) {
            ledger.reserve(region, page, 1);
        }

        String states = new PagesText(region).toString();

        assertThat(states.length()).isLessThan(PagesText.MOST_LETTERS + 20);
        int pages = 0;
        for (String token : states.split(" ")) {
            pages += Integer.parseInt(token.substring(1));
        }
        assertThat(pages).isEqualTo(200_000);
        assertThat(states).matches(".* \\?\\d+");
    }
}
