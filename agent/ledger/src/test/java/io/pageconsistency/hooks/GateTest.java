package io.pageconsistency.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationListener;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.report.LedgerListener;
import io.pageconsistency.region.Region;

/** Who is recorded, and from when until when. */
class GateTest {
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

    private final List<Violation> violations = new ArrayList<>();
    private final ViolationListener listener = violations::add;
    private final AtomicInteger asked = new AtomicInteger();
    private long untracked;
    private Gate gate;
    private int era;

    @BeforeEach
    void listen() {
        PoolHooks.install(MethodHandles.lookup(), memory -> 0);
        untracked = PoolHooks.untracked();
        PageConsistency.addListener(listener);
        Gate.keeper(MethodHandles.lookup(), (type, stoodBefore, now) -> {
            gate = stoodBefore;
            era = now;
            asked.incrementAndGet();
        });
    }

    @AfterEach
    void leaveNothingBehind() {
        PageConsistency.removeListener(listener);
        PoolHooks.uninstall(MethodHandles.lookup());
        assertThat(PageConsistency.regions()).isZero();
        assertThat(PoolHooks.installed()).isFalse();
    }

    private static Chunk chunk(boolean carrying) {
        return carrying ? new CarryingChunk() : new Chunk();
    }

    private static void open(Chunk chunk) {
        PoolHooks.opened("gated", chunk, null, 0, 64 * PAGE, PAGE, true);
    }

    private static void adopt(Object chunk) {
        PoolHooks.adopted("gated", chunk, null, 0, 64 * PAGE, PAGE, true);
    }

    /** What would be found if it were recorded, and known. */
    private static void misbehave(Chunk chunk) {
        PoolHooks.handedOut(chunk, 3, 2, 3 * PAGE, 2 * PAGE);
        PoolHooks.takingBack(chunk, 3, 2);
        PoolHooks.takingBack(chunk, 3, 2);
        PoolHooks.releasing(chunk, 3, 2);
        PoolHooks.releasing(chunk, 3, 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsRecordedBeforeItIsDecided(boolean carrying) {
        Chunk chunk = chunk(carrying);
        open(chunk);
        misbehave(chunk);
        adopt(chunk);
        PoolHooks.closing(chunk);
        assertThat(asked).as("with each operation again").hasValueGreaterThanOrEqualTo(7);
        assertThat(PoolHooks.tracked(chunk)).isFalse();
        assertThat(violations).isEmpty();
        assertThat(PoolHooks.untracked()).as("it is not to be tracked").isEqualTo(untracked);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoCameBeforeIsAdoptedAndHisFutureJudged(boolean carrying) {
        Chunk chunk = chunk(carrying);
        open(chunk);
        gate.open(era, GateTest::adopt);
        PoolHooks.takingBack(chunk, 3, 2);
        PoolHooks.releasing(chunk, 3, 2);
        assertThat(violations).isEmpty();
        assertThat(PageConsistency.regions()).isEqualTo(1);
        PoolHooks.releasing(chunk, 3, 2);
        assertThat(violations).hasSize(1);
        assertThat(PoolHooks.untracked()).isEqualTo(untracked);
    }

    /** Who shuts it looks for regions that are there; this one comes a moment later. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoComesThroughWhileItShutsIsAbandoned(boolean carrying) {
        Chunk chunk = chunk(carrying);
        open(chunk);
        gate.open(era, null);
        LedgerListener shutsIt = new LedgerListener() {
            @Override
            public void opened(Region region) {
                gate.shut(era);
            }
        };
        Ledger.ofThisJvm(MethodHandles.lookup()).reports().add(shutsIt);
        open(chunk);
        Ledger.ofThisJvm(MethodHandles.lookup()).reports().remove(shutsIt);
        assertThat(PoolHooks.tracked(chunk)).isFalse();
        assertThat(PageConsistency.regions()).isZero();
        misbehave(chunk);
        assertThat(violations).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatEndsUnadoptedIsAdoptedForItsEnd(boolean carrying) {
        Chunk chunk = chunk(carrying);
        open(chunk);
        gate.open(era, GateTest::adopt);
        PoolHooks.closing(chunk);
        assertThat(PageConsistency.regions()).isZero();
        PoolHooks.takingBack(chunk, 3, 2);
        assertThat(PageConsistency.regions()).as("not adopted again").isZero();
        assertThat(violations).isEmpty();
    }

    @Test
    void whoCannotBeAdoptedIsCounted() {
        Chunk chunk = new Chunk();
        open(chunk);
        gate.open(era, null);
        PoolHooks.takingBack(chunk, 3, 2);
        assertThat(PoolHooks.untracked()).isEqualTo(untracked + 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nobodyIsAccusedBehindAGateThatWasShut(boolean carrying) {
        Chunk chunk = chunk(carrying);
        open(chunk);
        gate.open(era, GateTest::adopt);
        open(chunk);
        PoolHooks.reserved(chunk, 3, 2);
        gate.shut(era);
        misbehave(chunk);
        open(chunk);
        misbehave(chunk);
        assertThat(violations).isEmpty();
        assertThat(PageConsistency.regions()).isZero();
        assertThat(PoolHooks.tracked(chunk)).isFalse();
        assertThat(PoolHooks.untracked()).isEqualTo(untracked);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoIsReconsideredBeginsAnew(boolean carrying) {
        Chunk chunk = chunk(carrying);
        open(chunk);
        gate.open(era, GateTest::adopt);
        open(chunk);
        PoolHooks.reserved(chunk, 3, 2);
        gate.reconsider();
        // Released while nobody looked.
        gate.open(era, GateTest::adopt);
        PoolHooks.reserved(chunk, 3, 2);
        assertThat(violations).isEmpty();
        PoolHooks.reserved(chunk, 3, 2);
        assertThat(violations).hasSize(1);
    }

    /** A chunk that was given back, kept, and used again while nobody looked. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEndSeenByAnEarlierAgentIsForgotten(boolean carrying) {
        Chunk chunk = chunk(carrying);
        open(chunk);
        gate.open(era, GateTest::adopt);
        open(chunk);
        PoolHooks.closing(chunk);
        PoolHooks.uninstall(MethodHandles.lookup());
        PoolHooks.install(MethodHandles.lookup(), memory -> 0);
        PoolHooks.takingBack(chunk, 3, 2);
        assertThat(violations).isEmpty();
        assertThat(PoolHooks.untracked()).as("with nobody to adopt it").isEqualTo(untracked + 1);
    }

    @Test
    void aDecisionOfAnEarlierKeeperDoesNotCount() {
        Chunk chunk = new Chunk();
        open(chunk);
        gate.open(era, GateTest::adopt);
        Gate.keeper(MethodHandles.lookup(), (type, stoodBefore, now) -> { });
        open(chunk);
        assertThat(PoolHooks.tracked(chunk)).isFalse();
        gate.open(era, GateTest::adopt);
        open(chunk);
        assertThat(PoolHooks.tracked(chunk)).as("nor one made too late").isFalse();
        assertThat(gate.adopter()).as("which keeps nothing of who made it").isNull();
    }

    @Test
    void nothingIsRecordedWithoutAnAgent() {
        PoolHooks.uninstall(MethodHandles.lookup());
        Chunk chunk = new Chunk();
        open(chunk);
        misbehave(chunk);
        assertThat(PoolHooks.tracked(chunk)).isFalse();
        assertThat(Ledger.ofThisJvm(MethodHandles.lookup()).regions()).isEmpty();
        assertThat(violations).isEmpty();
    }
}
