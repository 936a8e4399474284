package io.pageconsistency.agent.output.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.agent.instrument.ModuleStatus;
import io.pageconsistency.fence.FenceFigures;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.poison.PoisonFigures;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

/** The agent's own status in a recording. */
class AgentStatusTest {
    static final Standing UNGUARDED = new Standing("test", new PoisonFigures(0, 0, 0, 0, 0), new FenceFigures(0, 0, 0));

    private final Ledger ledger = new Ledger();
    private final Object owner = new Object();
    private final List<ModuleStatus> statuses = new CopyOnWriteArrayList<>();
    private final RecorderListener installed = RecorderListener.install(ledger, () -> new ArrayList<>(statuses),
            () -> new Standing("test", new PoisonFigures(2, 8_192, 7, 5, 0), new FenceFigures(1, 4_096, 3)));

    @AfterEach
    void remove() {
        installed.remove();
    }

    @Test
    void theShortestRecordingHasAnEventForEachModuleAndCopy() throws Exception {
        statuses.add(new ModuleStatus("netty-pooled", "io.netty 4.2.20 in app", 4, 4, true, null));
        statuses.add(new ModuleStatus("netty-pooled", "shaded.netty in app", 4, 0, false, "no PoolChunk.runsAvail"));
        ByteBuffer direct = ByteBuffer.allocateDirect(1_999_993);
        ledger.open("netty-pooled", owner, new Geometry(0x10000000L, 0, 4 << 20, 8192, true), true);
        ledger.open("netty-pooled", owner, new Geometry(0, 0, 4 << 20, 8192, true), true);
        ledger.reports().swallow(new IllegalStateException("ours"));
        Recording recording = new Recording();
        recording.start();

        List<RecordedEvent> events = Recorded.named(Recorded.stopAndRead(recording), "AgentStatus");

        assertThat(events).extracting(event -> event.getString("where"))
                .containsExactlyInAnyOrder("io.netty 4.2.20 in app", "shaded.netty in app");
        RecordedEvent covered = one(events, "io.netty 4.2.20 in app");
        assertThat(covered.getString("module")).isEqualTo("netty-pooled");
        assertThat(covered.getString("mode")).isEqualTo("test");
        assertThat(covered.getInt("unrecorded")).isZero();
        assertThat(covered.getInt("declared")).isEqualTo(4);
        assertThat(covered.getInt("woven")).isEqualTo(4);
        assertThat(covered.getBoolean("firstEventSeen")).isTrue();
        assertThat(covered.getString("refused")).isNull();
        assertThat(covered.getLong("trackedBytes")).isEqualTo(4 << 20);
        assertThat(covered.getLong("directBytes")).isGreaterThanOrEqualTo(direct.capacity());
        assertThat(covered.getLong("poisonedBytes")).isEqualTo(8_192);
        assertThat(covered.getInt("poisonCount")).isEqualTo(7);
        assertThat(covered.getLong("fencedBytes")).isEqualTo(4_096);
        assertThat(covered.getInt("fenceCount")).isEqualTo(3);
        assertThat(covered.getInt("swallowedErrors")).isEqualTo(1);
        assertThat(covered.getInt("violationsBefore")).isZero();
        RecordedEvent refused = one(events, "shaded.netty in app");
        assertThat(refused.getInt("woven")).isZero();
        assertThat(refused.getBoolean("firstEventSeen")).isFalse();
        assertThat(refused.getString("refused")).isEqualTo("no PoolChunk.runsAvail");
    }

    @Test
    void aRecordingThatStaysInMemoryHasItToo() throws Exception {
        statuses.add(new ModuleStatus("netty-pooled", "", 4, 4, true, null));
        try (Recording recording = new Recording()) {
            recording.setToDisk(false);
            recording.start();

            assertThat(Recorded.named(Recorded.read(recording), "AgentStatus")).isNotEmpty();
        }
    }

    @Test
    void saysThatNothingIsCheckedWhereThereIsNoModule() throws Exception {
        Recording recording = new Recording();
        recording.start();

        List<RecordedEvent> events = Recorded.named(Recorded.stopAndRead(recording), "AgentStatus");

        assertThat(events).hasSize(1);
        assertThat(events.get(0).getString("refused")).isEqualTo("no allocator module is installed");
    }

    @Test
    void eachRecordingLearnsHowManyViolationsItMissed() throws Exception {
        statuses.add(new ModuleStatus("netty-pooled", "", 4, 4, true, null));
        Region region = ledger.open("netty-pooled", owner, new Geometry(0x10000000L, 0, 4 << 20, 8192, true), true);
        ledger.release(region, 0, 1);
        ledger.release(region, 10, 1);
        Recording early = new Recording();
        early.start();
        ledger.release(region, 20, 1);
        Recording late = new Recording();
        late.start();
        ledger.release(region, 30, 1);

        List<RecordedEvent> inLate = Recorded.stopAndRead(late);
        List<RecordedEvent> inEarly = Recorded.stopAndRead(early);

        assertThat(Recorded.named(inEarly, "Violation")).hasSize(2);
        assertThat(missed(inEarly)).isEqualTo(2);
        assertThat(Recorded.named(inLate, "Violation")).hasSize(1);
        assertThat(missed(inLate)).isEqualTo(3);
    }

    @Test
    void swallowsAndCountsWhatGoesWrong() throws Exception {
        Ledger other = new Ledger();
        RecorderListener failing = RecorderListener.install(other, () -> {
            throw new IllegalStateException("no status");
        }, () -> UNGUARDED);
        try {
            Recording recording = new Recording();
            recording.start();
            Recorded.stopAndRead(recording);
        } finally {
            failing.remove();
        }

        assertThat(other.reports().swallowedErrors()).isPositive();
        assertThat(other.reports().firstSwallowedError()).hasMessage("no status");
    }

    private static int missed(List<RecordedEvent> events) {
        return Recorded.named(events, "AgentStatus").stream().mapToInt(event -> event.getInt("violationsBefore"))
                .min().orElseThrow();
    }

    private static RecordedEvent one(List<RecordedEvent> events, String where) {
        return events.stream().filter(event -> event.getString("where").equals(where)).findFirst().orElseThrow();
    }
}
