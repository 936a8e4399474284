package io.pageconsistency.pools;

import static io.pageconsistency.pools.PoolBench.PAGE;
import static io.pageconsistency.pools.PoolBench.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;

/** Unrecorded operations cause no findings, and later operations are judged again. */
class GapsTest {
    private final PoolBench bench = new PoolBench();
    private final Object pool = new Object();
    private boolean exhausted;
    private final TrackedPools trackedPools = new TrackedPools(bench.ledger, address -> {
        provoked();
        return null;
    });

    private void provoked() {
        if (exhausted) {
            throw new OutOfMemoryError("provoked");
        }
    }

    private void out(PoolKind kind, Object handle, long where) {
        assertThat(trackedPools.handedOut(kind, pool, handle, handle, where, PAGE)).isNull();
    }

    private void back(PoolKind kind, Object handle, long where) {
        assertThat(trackedPools.takingBack(kind, pool, handle, handle, where, PAGE)).isNull();
    }

    private List<ViolationKind> kinds() {
        return bench.violations.stream().map(Violation::kind).toList();
    }

    /** Before the first hand-out, when there is no window yet to note the gap in. */
    @Test
    void aHandOutThatIsTheFirstInItsWindow() {
        PoolKind kind = PoolBench.addresses();
        out(kind, null, at(0));
        exhausted = true;
        out(kind, null, at(1L << 32));
        exhausted = false;
        assertThat(bench.ledger.reports().swallowedErrors()).isOne();

        back(kind, null, at(1L << 32));
        assertThat(bench.violations).isEmpty();
        back(kind, null, at(1L << 32));
        assertThat(kinds()).containsExactly(ViolationKind.DOUBLE_FREE);
        back(kind, null, at(0));
        back(kind, null, at(0));
        assertThat(kinds()).containsExactly(ViolationKind.DOUBLE_FREE, ViolationKind.DOUBLE_FREE);
    }

    @Test
    void aHandOutThatIsThePoolsFirst() {
        PoolKind kind = new PoolKind("bench", PoolKind.Unit.ADDRESS, PoolKind.Handles.NONE, each -> {
            provoked();
            return PAGE;
        }, true);
        exhausted = true;
        out(kind, null, at(0));
        exhausted = false;

        back(kind, null, at(0));
        assertThat(bench.violations).isEmpty();
        back(kind, null, at(0));
        assertThat(kinds()).containsExactly(ViolationKind.DOUBLE_FREE);
    }

    @Test
    void anObjectThatIsSeenForTheFirstTime() {
        PoolKind kind = new PoolKind("bench", PoolKind.Unit.IDENTITY, PoolKind.Handles.NONE, PAGE, true);
        Object known = new Object();
        out(kind, known, 0);
        // As if the failure came when the object was numbered.
        kind.tracked(pool, trackedPools, true).unrecorded(new Object(), 0, PAGE);
        back(kind, new Object(), 0);
        assertThat(bench.violations).isEmpty();
        back(kind, known, 0);
        back(kind, known, 0);
        assertThat(kinds()).containsExactly(ViolationKind.DOUBLE_FREE);
    }

    /** The memory is not known, so neither free nor held units are certain any more. */
    @Test
    void anUnknownTransfer() {
        for (PoolKind.Unit unit : PoolKind.Unit.values()) {
            PoolKind kind = PoolBench.kind(unit, PoolKind.Handles.NONE, PAGE);
            Object[] handles = {new Object(), new Object(), new Object(), new Object()};
            long[] places = {at(0), at(1), at(2) + 16, at(5) + 16};
            for (int i = 0; i < places.length; i++) {
                out(kind, handles[i], places[i]);
            }
            back(kind, handles[1], places[1]);
            back(kind, handles[3], places[3]);
            kind.missed();
            out(kind, handles[0], places[0]);
            back(kind, handles[1], places[1]);
            out(kind, handles[2], places[2]);
            back(kind, handles[3], places[3]);
            assertThat(bench.violations).as(unit.toString()).isEmpty();

            back(kind, handles[1], places[1]);
            assertThat(kinds()).as(unit.toString()).containsExactly(ViolationKind.DOUBLE_FREE);
            bench.violations.clear();
            out(kind, handles[0], places[0]);
            assertThat(kinds()).as(unit.toString()).containsExactly(ViolationKind.DOUBLE_ALLOC);
            bench.violations.clear();
        }
    }

    @Test
    void aPoolThatIsClosedAfterSomethingWasMissed() {
        PoolKind kind = PoolBench.addresses();
        out(kind, null, at(0));
        kind.missed();
        trackedPools.closing(kind, pool);
        assertThat(bench.violations).isEmpty();
        out(kind, null, at(0));
        trackedPools.closing(kind, pool);
        assertThat(kinds()).containsExactly(ViolationKind.REGION_CLOSED_IN_USE);
    }

    /** The pool does not tell the length, and a part may have been taken back. */
    @Test
    void aTakeBackWithoutALength() {
        PoolKind kind = PoolBench.addresses();
        assertThat(trackedPools.handedOut(kind, pool, null, null, at(3), 20 * PAGE)).isNull();
        kind.tracked(pool, trackedPools, true).unrecorded(null, at(3), -1);
        out(kind, null, at(12));
        back(kind, null, at(12));
        assertThat(bench.violations).isEmpty();
        back(kind, null, at(12));
        assertThat(kinds()).containsExactly(ViolationKind.DOUBLE_FREE);
    }

    /** The gap of a hand-out over the end of a window is noted in all windows. */
    @Test
    void memoryInSeveralWindows() {
        PoolKind kind = PoolBench.kind(PoolKind.Unit.INDEX, PoolKind.Handles.NONE, PAGE);
        out(kind, null, 4_094);
        out(kind, null, 4_098);
        back(kind, null, 4_098);
        kind.tracked(pool, trackedPools, true).unrecorded(null, 4_090, 20 * PAGE);
        out(kind, null, 4_094);
        back(kind, null, 4_098);
        assertThat(bench.violations).isEmpty();
    }
}
