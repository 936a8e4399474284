package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.pageconsistency.CheckResult;
import io.pageconsistency.Validation;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

/** The result of a scan, and of the check of one address. */
class ScanTest {
    private final Bench bench = new Bench();
    private final Ledger ledger = bench.ledger;
    private final List<Validation> told = new ArrayList<>();

    ScanTest() {
        ledger.reports().add(new LedgerListener() {
            @Override
            public void validated(Validation validation) {
                told.add(validation);
            }
        });
    }

    private Region elsewhere(int number) {
        return ledger.open("bench", bench.owner, new Geometry(number * (1L << 33), 0, 64 * Bench.PAGE, Bench.PAGE, true), true);
    }

    @Test
    void countsWordsOfPagesAndSlotsAndTheDamagedAmongThem() {
        Region region = bench.open(65);
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        elsewhere(1);
        region.pages.flip(64, 1);
        region.slotsAt(9).flip(1, 2);
        long start = System.nanoTime();
        Validation validation = ledger.validate();
        assertThat(validation.getNanos()).isBetween(0L, System.nanoTime() - start);

        assertThat(validation.getTrigger()).isEqualTo("demand");
        assertThat(validation.getRegions()).isEqualTo(2);
        assertThat(validation.getWords()).isEqualTo((65 * 2 + Bench.SLOTS * 2 + 7) / 8 + 16);
        assertThat(validation.getDamaged()).isEqualTo(2);
        assertThat(told).containsExactly(validation);
        assertThat(ledger.reports().validations()).isEqualTo(1);
    }

    @Test
    void goesRegionByRegionAndSkipsClosedRegions() {
        for (int i = 1; i <= 5; i++) {
            elsewhere(i);
        }
        Scan scan = ledger.scan(Scan.Trigger.SCRUB);
        scan.next(2);
        assertThat(scan.left()).isEqualTo(3);
        ledger.regions().stream().toList().forEach(ledger::close);
        Region late = elsewhere(6);
        late.pages.flip(0, 1);

        Validation validation = scan.finish();

        assertThat(scan.left()).isZero();
        assertThat(validation.getTrigger()).isEqualTo("scrub");
        assertThat(validation.getRegions()).isEqualTo(2);
        assertThat(validation.getWords()).isEqualTo(2 * 16);
        assertThat(validation.getDamaged()).isZero();
        assertThat(ledger.validate().getDamaged()).isEqualTo(1);
    }

    @Test
    void aLargeRegionIsScannedInPiecesAndCountedOnce() {
        Region region = bench.open(2L * Scan.PIECE + 1);
        bench.reserve(region, 9, 1);
        bench.allocateSlot(region, 9, 3);
        region.pages.flip(Scan.PIECE - 1, 1);
        region.pages.flip(Scan.PIECE, 2);
        region.pages.flip(2 * Scan.PIECE, 4);
        region.slotsAt(9).flip(1, 8);
        Scan scan = ledger.scan(Scan.Trigger.SCRUB);
        assertThat(scan.left()).isEqualTo(3);

        scan.next(1);
        assertThat(bench.findings()).hasSize(1);
        scan.next(1);
        assertThat(scan.left()).isEqualTo(1);
        Validation validation = scan.finish();

        assertThat(validation.getRegions()).isEqualTo(1);
        assertThat(validation.getWords()).isEqualTo((2 * (2 * Scan.PIECE + 1) + 2 * Bench.SLOTS + 7) / 8);
        assertThat(validation.getDamaged()).isEqualTo(4);
        assertThat(region.pages.damaged()).isZero();
    }

    /** Closed between two pieces: closing has checked its cells. */
    @Test
    void aLargeRegionMayEndBetweenItsPieces() {
        Region region = bench.open(2L * Scan.PIECE);
        Scan scan = ledger.scan(Scan.Trigger.SCRUB);
        scan.next(1);
        ledger.close(region);
        region.pages.flip(Scan.PIECE, 1);

        assertThat(scan.finish().getDamaged()).isZero();
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void anAddressIsCheckedByItsPagesCell() {
        Region region = bench.open(64);
        bench.allocate(region, 0, 64);
        region.pages.flip(16, 1 << 12);

        assertThat(at(15)).isEqualTo(CheckResult.OK);
        assertThat(at(16)).isEqualTo(CheckResult.MISMATCH);
        assertThat(at(17)).isEqualTo(CheckResult.OK);
        assertThat(at(63)).isEqualTo(CheckResult.OK);
        assertThat(at(64)).isEqualTo(CheckResult.NOT_TRACKED);
        assertThat(at(-1)).isEqualTo(CheckResult.NOT_TRACKED);
        assertThat(bench.findings()).as("asking reports nothing").isEmpty();
        ledger.validate();
        assertThat(at(16)).isEqualTo(CheckResult.OK);
        ledger.close(region);
        assertThat(at(0)).isEqualTo(CheckResult.NOT_TRACKED);
    }

    @Test
    void anAddressInACutRunIsCheckedByItsSlotsCell() {
        Region region = bench.open(64);
        bench.reserve(region, 9, 2);
        // 40 slots of 400 bytes in two pages of 8 KiB, and a rest.
        ledger.reserveSlot(region, 9, 2, 40, 400, 20);
        region.slotsAt(9).flip(24, 1);

        assertThat(atByte(9, 23 * 400 + 399)).isEqualTo(CheckResult.OK);
        assertThat(atByte(9, 24 * 400)).isEqualTo(CheckResult.MISMATCH);
        assertThat(atByte(9, 24 * 400 + 399)).as("on the run's second page").isEqualTo(CheckResult.MISMATCH);
        assertThat(atByte(9, 25 * 400)).isEqualTo(CheckResult.OK);
        assertThat(atByte(9, 40 * 400)).as("behind the last slot").isEqualTo(CheckResult.OK);
        assertThat(at(8)).isEqualTo(CheckResult.OK);
        assertThat(at(11)).isEqualTo(CheckResult.OK);
    }

    @Test
    void memoryOnTheHeapHasNoAddress() {
        ledger.open("bench", bench.owner, new Geometry(0, 0, Bench.PAGE, Bench.PAGE, true), true);

        assertThat(ledger.check(0)).isEqualTo(CheckResult.NOT_TRACKED);
        assertThat(ledger.check(100)).isEqualTo(CheckResult.NOT_TRACKED);
        assertThat(ledger.check(Long.MIN_VALUE)).isEqualTo(CheckResult.NOT_TRACKED);
    }

    private CheckResult at(long page) {
        return atByte(page, 0);
    }

    private CheckResult atByte(long page, long offset) {
        return ledger.check(Bench.ADDRESS + page * Bench.PAGE + offset);
    }
}
