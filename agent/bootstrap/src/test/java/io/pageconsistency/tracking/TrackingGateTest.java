package io.pageconsistency.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

/** Which owners are recorded, and when. */
class TrackingGateTest {
    private static final long PAGE = 8_192;

    private static class Chunk {
    }

    private static final class CarryingChunk extends Chunk implements RegionCarrier {
        private Object region;

        @Override
        public Object pageConsistencyRegion() {
            return region;
        }

        @Override
        public void pageConsistencyRegion(Region newRegion) {
            region = newRegion;
        }
    }

    private final CheckerBench bench = new CheckerBench();
    private final AtomicInteger asked = new AtomicInteger();
    private TrackingGate gate;
    private int epoch;

    @BeforeEach
    void keep() {
        bench.checker.gates().policy((type, stoodBefore, now) -> {
            gate = stoodBefore;
            epoch = now;
            asked.incrementAndGet();
        });
    }

    @AfterEach
    void nothingIsLeftBehind() {
        bench.regions.uninstall();
        assertThat(bench.regions()).isZero();
        assertThat(bench.regions.isInstalled()).isFalse();
    }

    private static Chunk chunk(boolean carrying) {
        return carrying ? new CarryingChunk() : new Chunk();
    }

    private void open(Chunk chunk) {
        bench.regions.opened("gated", chunk, null, 0, 64 * PAGE, PAGE, true);
    }

    private void adopt(Object chunk) {
        bench.regions.adopted("gated", chunk, null, 0, 64 * PAGE, PAGE, true);
    }

    /** A double free, which is found only if the owner is recorded and known. */
    private void misbehave(Chunk chunk) {
        bench.pools.handedOut(chunk, 3, 2, 3 * PAGE, 2 * PAGE);
        bench.pools.takingBack(chunk, 3, 2);
        bench.pools.takingBack(chunk, 3, 2);
        bench.pools.releasing(chunk, 3, 2);
        bench.pools.releasing(chunk, 3, 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsRecordedBeforeTheDecision(boolean carrying) {
        Chunk chunk = chunk(carrying);
        open(chunk);
        misbehave(chunk);
        adopt(chunk);
        bench.regions.closing(chunk);
        assertThat(asked).as("with each operation again").hasValueGreaterThanOrEqualTo(7);
        assertThat(bench.regions.tracks(chunk)).isFalse();
        assertThat(bench.violations).isEmpty();
        assertThat(bench.regions.untracked()).as("it is not to be tracked").isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEarlierOwnerIsAdoptedAndThenJudged(boolean carrying) {
        Chunk chunk = chunk(carrying);
        open(chunk);
        gate.open(epoch, this::adopt);
        bench.pools.takingBack(chunk, 3, 2);
        bench.pools.releasing(chunk, 3, 2);
        assertThat(bench.violations).isEmpty();
        assertThat(bench.regions()).isEqualTo(1);
        bench.pools.releasing(chunk, 3, 2);
        assertThat(bench.violations).hasSize(1);
        assertThat(bench.regions.untracked()).isZero();
    }

    /** Shutting the gate abandons the present regions; this one is opened a moment later. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRegionOpenedWhileTheGateShutsIsAbandoned(boolean carrying) {
        Chunk chunk = chunk(carrying);
        open(chunk);
        gate.open(epoch, null);
        LedgerListener shutsIt = new LedgerListener() {
            @Override
            public void opened(Region region) {
                gate.shut(epoch);
            }
        };
        bench.ledger.reports().add(shutsIt);
        open(chunk);
        bench.ledger.reports().remove(shutsIt);
        assertThat(bench.regions.tracks(chunk)).isFalse();
        assertThat(bench.regions()).isZero();
        misbehave(chunk);
        assertThat(bench.violations).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUnknownOwnerIsAdoptedWhenItIsClosed(boolean carrying) {
        Chunk chunk = chunk(carrying);
        open(chunk);
        gate.open(epoch, this::adopt);
        bench.regions.closing(chunk);
        assertThat(bench.regions()).isZero();
        bench.pools.takingBack(chunk, 3, 2);
        assertThat(bench.regions()).as("not adopted again").isZero();
        assertThat(bench.violations).isEmpty();
    }

    @Test
    void ownersThatCannotBeAdoptedAreCounted() {
        Chunk chunk = new Chunk();
        open(chunk);
        gate.open(epoch, null);
        bench.pools.takingBack(chunk, 3, 2);
        assertThat(bench.regions.untracked()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aShutGateCausesNoFindings(boolean carrying) {
        Chunk chunk = chunk(carrying);
        open(chunk);
        gate.open(epoch, this::adopt);
        open(chunk);
        bench.pools.reserved(chunk, 3, 2);
        gate.shut(epoch);
        misbehave(chunk);
        open(chunk);
        misbehave(chunk);
        assertThat(bench.violations).isEmpty();
        assertThat(bench.regions()).isZero();
        assertThat(bench.regions.tracks(chunk)).isFalse();
        assertThat(bench.regions.untracked()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReconsideredGateBeginsAnew(boolean carrying) {
        Chunk chunk = chunk(carrying);
        open(chunk);
        gate.open(epoch, this::adopt);
        open(chunk);
        bench.pools.reserved(chunk, 3, 2);
        gate.reconsider();
        // Released while nothing was recorded.
        gate.open(epoch, this::adopt);
        bench.pools.reserved(chunk, 3, 2);
        assertThat(bench.violations).isEmpty();
        bench.pools.reserved(chunk, 3, 2);
        assertThat(bench.violations).hasSize(1);
    }

    /** A chunk that was closed, kept and reused while nothing was recorded. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEndSeenByAnEarlierAgentIsForgotten(boolean carrying) {
        Chunk chunk = chunk(carrying);
        open(chunk);
        gate.open(epoch, this::adopt);
        open(chunk);
        bench.regions.closing(chunk);
        bench.regions.uninstall();
        bench.regions.install(memory -> 0);
        bench.pools.takingBack(chunk, 3, 2);
        assertThat(bench.violations).isEmpty();
        assertThat(bench.regions.untracked()).as("with nobody to adopt it").isEqualTo(1);
    }

    @Test
    void aDecisionOfAnEarlierPolicyDoesNotCount() {
        Chunk chunk = new Chunk();
        open(chunk);
        gate.open(epoch, this::adopt);
        bench.checker.gates().policy((type, stoodBefore, now) -> { });
        open(chunk);
        assertThat(bench.regions.tracks(chunk)).isFalse();
        gate.open(epoch, this::adopt);
        open(chunk);
        assertThat(bench.regions.tracks(chunk)).as("nor one made too late").isFalse();
        assertThat(gate.adopter()).as("which keeps nothing of who made it").isNull();
    }

    @Test
    void nothingIsRecordedWithoutAnAgent() {
        bench.regions.uninstall();
        Chunk chunk = new Chunk();
        open(chunk);
        misbehave(chunk);
        assertThat(bench.regions.tracks(chunk)).isFalse();
        assertThat(bench.ledger.regions()).isEmpty();
        assertThat(bench.violations).isEmpty();
    }
}
