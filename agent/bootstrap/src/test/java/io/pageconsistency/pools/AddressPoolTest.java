package io.pageconsistency.pools;

import static io.pageconsistency.pools.PoolBench.PAGE;
import static io.pageconsistency.pools.PoolBench.at;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.pageconsistency.CheckResult;
import io.pageconsistency.Operation;
import io.pageconsistency.Violation;

/** Right and wrong transfers in pools that identify memory by addresses. */
class AddressPoolTest {
    private final PoolBench bench = new PoolBench();
    private final PoolKind kind = PoolBench.addresses();
    private final Object pool = new Object();

    private void out(long where, long bytes) {
        assertThat(bench.out(kind, pool, null, where, bytes)).isNull();
    }

    private void back(long where, long bytes) {
        assertThat(bench.back(kind, pool, null, where, bytes)).isNull();
    }

    @Test
    void healthyTransfersHaveNoFindings() {
        for (int round = 0; round < 3; round++) {
            for (int page = 0; page < 100; page++) {
                out(at(page), PAGE);
            }
            assertThat(bench.held()).isEqualTo(100);
            for (int page = 0; page < 100; page++) {
                back(at(page), PAGE);
            }
        }
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.held()).isZero();
        assertThat(bench.ledger.transfers().handOuts()).isEqualTo(300);
        assertThat(bench.ledger.transfers().takeBacks()).isEqualTo(300);
    }

    @Test
    void aPageIsHandedOutTwice() {
        out(at(3), PAGE);
        out(at(3), PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1");
        Violation violation = bench.only();
        assertThat(violation.operation()).isEqualTo(Operation.HAND_OUT);
        assertThat(violation.allocator()).isEqualTo("bench");
        assertThat(violation.extent().address()).isEqualTo(at(3));
        assertThat(violation.extent().length()).isEqualTo(PAGE);
        assertThat(violation.allocatedBy().thread()).isEqualTo(Thread.currentThread().getName());
    }

    @Test
    void aPageIsTakenBackTwice() {
        out(at(3), PAGE);
        back(at(3), PAGE);
        back(at(3), PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
    }

    /** Two pools take memory back by one static method; one has got a page from the other and cuts it into pieces. */
    @ParameterizedTest
    @CsvSource({"0", "1", "127"})
    void aPieceOfAnotherPoolsPageIsTakenBackTwice(int piece) {
        PoolKind learned = PoolBench.kind(PoolKind.Unit.ADDRESS, PoolKind.Handles.NONE, 0);
        Object outer = new Object();
        Object inner = new Object();
        bench.out(learned, outer, null, at(0), 8_192);
        for (int i = 0; i < 128; i++) {
            bench.out(learned, inner, null, at(0) + 64 * i, 64);
        }
        bench.back(learned, null, null, at(0) + 64 * piece, 64);
        bench.back(learned, null, null, at(0) + 64 * piece, 64);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
        assertThat(bench.only().extent().length()).isEqualTo(64);
        bench.back(learned, null, null, at(0), 8_192);
        assertThat(bench.violations).as("the page itself comes back").hasSize(1);
    }

    @Test
    void theConsequencesOfADoubleFreeAreNotCounted() {
        out(at(3), PAGE);
        back(at(3), PAGE);
        back(at(3), PAGE);
        out(at(3), PAGE);
        out(at(3), PAGE);
        back(at(3), PAGE);
        back(at(3), PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_ALLOC 2 from 1", "DOUBLE_FREE 3 from 1");
        assertThat(bench.ledger.reports().violations()).isEqualTo(1);
    }

    @Test
    void unknownMemoryIsGivenBackToAPoolSeenFromItsBirth() {
        out(at(0), PAGE);
        back(at(5), PAGE);
        back(at(1_000_000), PAGE);
        assertThat(bench.findings()).containsExactly("INVALID_FREE 1", "INVALID_FREE 2");
    }

    @Test
    void severalPagesAreTakenBack() {
        out(at(2), 4 * PAGE);
        back(at(2), 4 * PAGE);
        out(at(2), 2 * PAGE);
        out(at(4), 2 * PAGE);
        assertThat(bench.findings()).isEmpty();
        // Both with one.
        back(at(2), 4 * PAGE);
        assertThat(bench.findings()).containsExactly("SIZE_MISMATCH 1");
    }

    @Test
    void onlyAPartIsTakenBack() {
        out(at(2), 4 * PAGE);
        back(at(2), 2 * PAGE);
        assertThat(bench.findings()).containsExactly("SIZE_MISMATCH 1");
    }

    @Test
    void aSliceIsTakenBack() {
        out(at(2), 2 * PAGE);
        back(at(2), 2 * PAGE - 100);
        assertThat(bench.findings()).containsExactly("SIZE_MISMATCH 1");
        assertThat(bench.only().explanation()).contains("8192 bytes, not 8092");
    }

    @Test
    void aLengthThatIsNoMultipleOfThePageIsRemembered() {
        out(at(2), PAGE + 10);
        back(at(2), PAGE + 10);
        out(at(2), 10);
        back(at(2), -1);
        out(at(2), PAGE);
        back(at(2), PAGE);
        assertThat(bench.findings()).isEmpty();
        out(at(2), PAGE + 10);
        assertThat(bench.held()).isEqualTo(2);
        back(at(2), 2 * PAGE);
        assertThat(bench.findings()).containsExactly("SIZE_MISMATCH 1");
        assertThat(bench.held()).isZero();
    }

    @Test
    void aTakeBackWithoutALength() {
        out(at(2), 3 * PAGE);
        back(at(2), -1);
        assertThat(bench.held()).isZero();
        back(at(2), -1);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
    }

    @Test
    void anAddressInsideAHandOutIsAnInvalidFree() {
        out(at(2), 2 * PAGE);
        back(at(3), PAGE);
        back(at(2) + 16, 2 * PAGE - 16);
        assertThat(bench.findings()).containsExactly("INVALID_FREE 1", "INVALID_FREE 2");
    }

    @Test
    void twoPoolsMayUseTheSameAddresses() {
        Object slices = new Object();
        out(at(0), 16 * PAGE);
        for (int page = 0; page < 16; page++) {
            bench.out(kind, slices, null, at(page), PAGE);
        }
        for (int page = 0; page < 16; page++) {
            bench.back(kind, slices, null, at(page), PAGE);
        }
        back(at(0), 16 * PAGE);
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.ledger.find(at(0))).as("not in the directory, where regions replace each other").isNull();
        assertThat(bench.ledger.check(at(0))).isEqualTo(CheckResult.OK);
        assertThat(bench.ledger.check(at(0) - (1L << 40))).isEqualTo(CheckResult.NOT_TRACKED);
    }

    @Test
    void memoryGivenToTheWrongPoolNamesTheRightOne() {
        Object wrong = new StringBuilder();
        bench.out(kind, wrong, null, at(0), PAGE);
        out(at(3), PAGE);
        bench.back(kind, wrong, null, at(3), PAGE);
        assertThat(bench.findings()).containsExactly("INVALID_FREE 1");
        assertThat(bench.only().explanation()).contains("it is in use from bench").contains("java.lang.Object@");
        assertThat(bench.only().region()).contains("java.lang.StringBuilder@");
    }

    /** With and without pages: of the pools with a hand-out there, the one in which it has this length. */
    @ParameterizedTest
    @CsvSource({"4096, 4096", "0, 24"})
    void aStaticTakeBackBelongsToThePoolOfTheMemory(long pageBytes, long unit) {
        PoolKind kind = PoolBench.kind(PoolKind.Unit.ADDRESS, PoolKind.Handles.NONE, pageBytes);
        Object large = new Object();
        bench.out(kind, large, null, at(0), 16 * unit);
        bench.out(kind, pool, null, at(0), unit);
        bench.out(kind, pool, null, at(0) + unit, unit);
        bench.back(kind, null, null, at(0) + unit, unit);
        bench.back(kind, null, null, at(0), 16 * unit);
        bench.back(kind, null, null, at(0), unit);
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.held()).isZero();
        bench.back(kind, null, null, at(0) + unit, unit);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
    }

    @Test
    void aPoolWithoutAnObjectIsTrackedToo() {
        bench.out(kind, null, null, at(4), PAGE);
        bench.back(kind, null, null, at(4), PAGE);
        bench.back(kind, null, null, at(4), PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
    }

    @Test
    void nothingIsHandedOutAtAll() {
        out(at(0), 0);
        back(at(0), 0);
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.ledger.regions()).isEmpty();
    }

    @Test
    void aHandOutWithoutALengthIsAPage() {
        out(at(2), -1);
        back(at(2), PAGE);
        out(at(2), PAGE);
        back(at(2), -1);
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.held()).isZero();
    }
}
