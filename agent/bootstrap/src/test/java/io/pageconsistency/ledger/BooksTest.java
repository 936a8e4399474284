package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.Validation;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.region.Region;
import io.pageconsistency.verdict.PageRun;
import io.pageconsistency.verdict.Unit;

/** Differences between a pool's own books and the record: reports and consequences. */
class BooksTest {
    private final Bench bench = new Bench();
    private final Ledger ledger = bench.ledger;
    private final Region region = bench.open(64);

    private boolean free(long page, long count) {
        Unit run = new PageRun(region, page, count);
        return ledger.books().found(Finding.BOOKS_FREE, run, List.of(run), "free in the books");
    }

    @Test
    void laterOperationsOfThePoolFollow() {
        bench.allocate(region, 3, 2);
        assertThat(free(3, 2)).isTrue();
        bench.reserve(region, 3, 2);
        assertThat(bench.findings()).containsExactly("METADATA_MISMATCH 1", "DOUBLE_ALLOC 2 from 1");
    }

    @Test
    void laterOperationsOnASlotFollow() {
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        Unit slot = Unit.of(region, 9, 1, 3);
        ledger.books().found(Finding.BOOKS_FREE, slot, List.of(slot), "free in the books");
        bench.reserveSlot(region, 9, 3);
        bench.reserveSlot(region, 9, 4);
        assertThat(bench.findings()).containsExactly("METADATA_MISMATCH 1", "DOUBLE_ALLOC 2 from 1");
    }

    @Test
    void otherMemoryIsAFaultOfItsOwn() {
        bench.allocate(region, 3, 2);
        bench.allocate(region, 8, 2);
        free(3, 2);
        bench.reserve(region, 8, 2);
        assertThat(bench.findings()).containsExactly("METADATA_MISMATCH 1", "DOUBLE_ALLOC 2");
    }

    @Test
    void differencesThatAFaultExplainsAreNotReported() {
        bench.allocate(region, 3, 2);
        bench.free(region, 3, 2);
        ledger.release(region, 3, 2);
        assertThat(free(3, 2)).isFalse();
        assertThat(ledger.books().figure(new PageRun(region, 0, 64), "too many are free")).isFalse();
        assertThat(bench.findings()).hasSize(1);
    }

    @Test
    void aFigureIsNoConsequenceOfAnotherBook() {
        bench.allocate(region, 3, 2);
        free(3, 2);
        assertThat(ledger.books().figure(new PageRun(region, 0, 64), "too many are free")).isTrue();
        assertThat(bench.findings()).containsExactly("METADATA_MISMATCH 1", "METADATA_MISMATCH 2");
    }

    @Test
    void differentDifferencesAreDifferentFaults() {
        bench.allocate(region, 3, 2);
        free(3, 2);
        ledger.books().figure(new PageRun(region, 0, 64), "expected freeBytes to be 5, but it is 7");
        ledger.books().figure(new PageRun(region, 0, 64), "expected freeBytes to be 50, but it is 71");
        assertThat(bench.violations).extracting(violation -> violation.fingerprint()).hasSize(3)
                .satisfies(all -> assertThat(all.get(1)).isEqualTo(all.get(2)).isNotEqualTo(all.get(0)));
    }

    /** The holder of the memory is not at fault. */
    @Test
    void itIsThrownOnlyToTheCallerOfTheScan() {
        ledger.policy().refuse(Set.of("bench"));
        bench.allocate(region, 3, 2);
        ledger.auditor((looked, sums) -> sums.audited(free(3, 2) ? 1 : 0));
        assertThatThrownBy(() -> ledger.policy().scanned(ledger::validate)).isInstanceOf(PageConsistencyError.class)
                .hasMessageContaining("METADATA_MISMATCH");
        bench.free(region, 3, 2);
        assertThat(bench.findings()).hasSize(1);
    }

    @Test
    void aScanCountsTheBooksItHasRead() {
        ledger.auditor((looked, sums) -> {
            sums.audited(2);
            sums.unread();
        });
        Validation validation = ledger.validate();
        assertThat(validation.getAudited()).isEqualTo(1);
        assertThat(validation.getMismatches()).isEqualTo(2);
        assertThat(validation.getUnread()).isEqualTo(1);
        ledger.clear();
        assertThat(ledger.validate().getAudited()).isZero();
    }
}
