package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Share;
import io.pageconsistency.Violation;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

/** The calls of listeners, and that listeners can do no harm. */
class ReportsTest {
    private final Bench bench = new Bench();
    private final Ledger ledger = bench.ledger;
    private final Region region = bench.open(64);

    private void violate(long page) {
        bench.reserve(region, page, 1);
        bench.reserve(region, page, 1);
    }

    @Test
    void aFailingListenerIsCountedAndTheOthersAreCalled() {
        LedgerListener failing = new LedgerListener() {
            @Override
            public void violation(Violation violation) {
                throw new AssertionError("listener fails");
            }
        };
        ledger.reports().remove(bench);
        ledger.reports().add(failing);
        ledger.reports().add(bench);
        violate(1);
        violate(2);
        assertThat(bench.violations).hasSize(2);
        assertThat(ledger.reports().swallowedErrors()).isEqualTo(2);
        assertThat(ledger.reports().firstSwallowedError()).hasMessage("listener fails");
        ledger.reports().remove(failing);
        violate(3);
        assertThat(ledger.reports().swallowedErrors()).isEqualTo(2);
        assertThat(bench.violations).hasSize(3);
    }

    @Test
    void aListenerIsNotCalledForItsOwnFinding() {
        List<Integer> told = new ArrayList<>();
        ledger.reports().add(new LedgerListener() {
            @Override
            public void violation(Violation violation) {
                told.add(violation.sequence());
                violate(20 + violation.sequence());
            }
        });
        violate(1);
        assertThat(told).containsExactly(1);
        assertThat(ledger.reports().violations()).as("but counted it is").isEqualTo(2);
        violate(2);
        assertThat(told).containsExactly(1, 3);
        assertThat(ledger.reports().violations()).isEqualTo(4);
        assertThat(ledger.reports().swallowedErrors()).isZero();
    }

    @Test
    void onlyListenersThatWantOperationsGetThem() {
        List<String> crossed = new ArrayList<>();
        boolean[] wants = {false};
        LedgerListener listener = new LedgerListener() {
            @Override
            public boolean wantsOperations() {
                return wants[0];
            }

            @Override
            public void crossed(Operation operation, Region where, long page, long count, int slot) {
                crossed.add(operation.label() + " " + page + "+" + count + (slot == Extent.NO_SLOT ? "" : "/" + slot));
            }
        };
        // So that only the listener sends transfers to the slow path.
        ledger.parties().mode(Share.OFF);
        ledger.operations(listener);
        bench.allocate(region, 1, 2);
        wants[0] = true;
        ledger.observe();
        bench.free(region, 1, 2);
        bench.allocate(region, 1, 2);
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        bench.freeSlot(region, 9, 3);
        ledger.operations(null);
        bench.free(region, 1, 2);
        assertThat(crossed).containsExactly("take back 1+2", "release 1+2", "reserve 1+2", "hand out 1+2", "reserve 9+1",
                "reserve 9+1/3", "hand out 9+1/3", "take back 9+1/3", "release 9+1/3");
    }

    @Test
    void findingsAreNumberedInTheirOrder() {
        for (int page = 0; page < 5; page++) {
            violate(page);
        }
        assertThat(bench.violations).extracting(Violation::sequence).containsExactly(1, 2, 3, 4, 5);
    }
}
