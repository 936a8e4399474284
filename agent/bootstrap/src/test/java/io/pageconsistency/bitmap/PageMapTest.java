package io.pageconsistency.bitmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Operation;

/** Single cases of the page map, written out for readers. */
class PageMapTest {
    private final PageMap map = new PageMap(256, true, true);

    private void handOutFresh(long first, long count) {
        assertThat(map.reserve(first, count)).isEqualTo(Finding.NONE);
        assertThat(map.handOut(first, count)).isEqualTo(Finding.NONE);
    }

    @Test
    void aRunOfManyPagesIsHandedOutAndTakenBack() {
        handOutFresh(5, 40);
        assertThat(map.reserved()).isEqualTo(40);
        assertThat(map.held()).isEqualTo(40);
        assertThat(map.isStart(5)).isTrue();
        assertThat(map.startOf(44)).isEqualTo(5);
        assertThat(map.startOf(45)).isEqualTo(45);
        assertThat(map.nextHeld(0)).isEqualTo(5);
        assertThat(map.nextHeld(45)).isEqualTo(-1);
        assertThat(map.takeBack(5, 40)).isEqualTo(Finding.NONE);
        assertThat(map.held()).isZero();
        assertThat(map.reserved()).isEqualTo(40);
        assertThat(map.release(5, 40)).isEqualTo(Finding.NONE);
        assertThat(map.reserved()).isZero();
    }

    @Test
    void adjacentHandOutsAreNotOneHandOut() {
        handOutFresh(0, 8);
        handOutFresh(8, 8);
        assertThat(map.takeBack(0, 8)).isEqualTo(Finding.NONE);
        handOutFresh(16, 1);
        assertThat(map.takeBack(8, 8)).isEqualTo(Finding.NONE);
    }

    @Test
    void wrongSizesAreDistinguished() {
        handOutFresh(4, 8);
        handOutFresh(12, 2);
        assertThat(map.takeBack(4, 4)).as("a part").isEqualTo(Finding.ONLY_A_PART.at(7));
        map.force(Operation.HAND_OUT, 4, 8);
        assertThat(map.takeBack(4, 6)).as("a greater part").isEqualTo(Finding.ONLY_A_PART.at(9));
        map.force(Operation.HAND_OUT, 4, 8);
        assertThat(map.takeBack(4, 10)).isEqualTo(Finding.OTHER_INSIDE.at(12));
        map.force(Operation.HAND_OUT, 4, 8);
        assertThat(map.takeBack(5, 7)).isEqualTo(Finding.NOT_A_START.at(5));
    }

    @Test
    void theGraverFindingWinsOnWhateverPage() {
        handOutFresh(0, 4);
        handOutFresh(4, 4);
        handOutFresh(16, 8);
        map.force(Operation.RELEASE, 16, 8);
        // Another hand-out inside at page 4, never allocated at 8, given back at 16: the last is the gravest.
        assertThat(map.takeBack(0, 24)).isEqualTo(Finding.ALREADY_FREE.at(16));
    }

    @Test
    void aDamagedCellInTheMiddleIsTheOnlyFinding() {
        for (Operation operation : new Operation[] {Operation.RESERVE, Operation.HAND_OUT, Operation.TAKE_BACK,
                Operation.RELEASE}) {
            map.flip(20, 1 << 7 | 1 << 10);
            long finding = operation(operation, 3, 50);
            assertThat(finding).as(operation.label()).isEqualTo(Finding.CORRUPTED.at(20));
            assertThat(map.repair(20).flips()).isEqualTo(1 << 7 | 1 << 10);
            assertThat(map.slowPath(operation, 3, 50)).as(operation.label()).isEqualTo(Finding.NONE);
            assertThat(map.damaged()).isZero();
        }
        assertThat(map.held()).isZero();
        assertThat(map.reserved()).isZero();
    }

    private long operation(Operation operation, long first, long count) {
        return switch (operation) {
            case RESERVE -> map.reserve(first, count);
            case RELEASE -> map.release(first, count);
            case HAND_OUT -> map.handOut(first, count);
            default -> map.takeBack(first, count);
        };
    }

    @Test
    void aDamagedNeighbourSaysNothingAboutSizes() {
        handOutFresh(0, 8);
        map.flip(8, Cell.H);
        assertThat(map.takeBack(0, 8)).isEqualTo(Finding.NONE);
        assertThat(map.repair(8).located()).isTrue();
    }

    @Test
    void aCellWithManyFlipsBecomesUnknown() {
        for (int page = 24; page < 32; page++) {
            map.flip(page, 0b1_0001_0001_0001);
            assertThat(map.repair(page).located()).isFalse();
        }
        assertThat(map.isKnown(24)).isFalse();
        assertThat(map.takeBack(24, 8)).as("unknown pages accuse nobody").isEqualTo(Finding.NONE);
        assertThat(map.takeBack(24, 8)).as("but are learned").isEqualTo(Finding.ALREADY_FREE.at(24));
    }

    @Test
    void forcingIgnoresTheStateOfADamagedCell() {
        map.flip(9, 0xff0f);
        map.force(Operation.RESERVE, 9, 1);
        assertThat(map.damaged()).isZero();
        assertThat(map.reserved()).isEqualTo(1);
        assertThat(map.held()).isZero();
        assertThat(map.isReserved(9)).isTrue();
    }

    @Test
    void theMarkStaysThroughAllOperations() {
        handOutFresh(5, 3);
        map.mark(5, true);
        assertThat(map.isMarked(5)).isTrue();
        assertThat(map.isMarked(6)).isFalse();
        assertThat(map.isStart(5)).isTrue();
        assertThat(map.takeBack(5, 3)).isEqualTo(Finding.NONE);
        assertThat(map.release(5, 3)).isEqualTo(Finding.NONE);
        handOutFresh(4, 3);
        assertThat(map.takeBack(5, 1)).isEqualTo(Finding.NOT_A_START.at(5));
        assertThat(map.takeBack(4, 3)).as("the mark inside of another hand-out is in nobody's way").isEqualTo(Finding.NONE);
        assertThat(map.isMarked(5)).isTrue();
        map.mark(5, false);
        assertThat(map.isMarked(5)).isFalse();
        assertThat(map.damaged()).isZero();
    }

    /** As on a processor with weak memory ordering: the first look finds a stale state, the second one the present state. */
    @Test
    void aStateThatIsRightAfterAFenceIsNoFault() {
        handOutFresh(5, 3);
        assertThat(map.takeBack(5, 3)).isEqualTo(Finding.NONE);
        long stale = Finding.ALREADY_HELD.at(5);
        assertThat(map.recheck(Operation.HAND_OUT, 5, 3, stale)).isEqualTo(Finding.SEEN_LATE.at(5));
        assertThat(map.held()).as("the operation has taken place").isEqualTo(3);
        assertThat(map.recheck(Operation.HAND_OUT, 5, 3, stale)).as("still wrong").isEqualTo(Finding.ALREADY_HELD.at(5));
    }

    @Test
    void forgettingKeepsHeldPages() {
        handOutFresh(10, 2);
        assertThat(map.reserve(12, 8)).isEqualTo(Finding.NONE);
        map.forget(10, 10, false);
        assertThat(map.isHeld(10)).isTrue();
        assertThat(map.isKnown(12)).isFalse();
        assertThat(map.takeBack(12, 8)).as("the failed take-back, tried again").isEqualTo(Finding.NONE);
        assertThat(map.release(10, 2)).isEqualTo(Finding.STILL_HELD.at(10));
    }

    @Test
    void rangesThatOverflowLieOutside() {
        assertThat(map.reserve(Long.MAX_VALUE, 2)).isEqualTo(Finding.OUTSIDE.at(Long.MAX_VALUE));
        assertThat(map.reserve(1, Long.MAX_VALUE)).isEqualTo(Finding.OUTSIDE.at(1));
        assertThat(map.reserve(Long.MIN_VALUE, 1)).isEqualTo(Finding.OUTSIDE.at(Long.MIN_VALUE));
        assertThat(map.takeBack(255, Long.MIN_VALUE)).isEqualTo(Finding.OUTSIDE_FREED.at(255));
        assertThat(map.release(255, 0)).isEqualTo(Finding.OUTSIDE_FREED.at(255));
        assertThat(map.handOut(255, 2)).isEqualTo(Finding.OUTSIDE.at(255));
        map.force(Operation.RESERVE, Long.MAX_VALUE, Long.MAX_VALUE);
        map.force(Operation.RESERVE, Long.MIN_VALUE, Long.MAX_VALUE);
        map.force(Operation.RESERVE, 250, Long.MIN_VALUE);
        assertThat(map.reserved()).isZero();
        map.force(Operation.RESERVE, 250, Long.MAX_VALUE);
        assertThat(map.reserved()).isEqualTo(6);
    }

    @Test
    void readingOutsideIsAnError() {
        assertThatThrownBy(() -> map.isReserved(256)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> map.isHeld(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void findingsHavePagesBeyondTwoToThe31() {
        for (long page : new long[] {Integer.MAX_VALUE, 1L << 31, (1L << 31) + 9, 1L << 32, (1L << 33) + 7,
                PageMap.MAX_PAGES - 1}) {
            for (Finding finding : Finding.values()) {
                assertThat(Finding.place(finding.at(page))).isEqualTo(page);
                assertThat(Finding.of(finding.at(page))).isEqualTo(finding);
            }
        }
        assertThat(Finding.place(Finding.OUTSIDE.at(-3))).isEqualTo(-3);
        assertThatThrownBy(() -> new PageMap(PageMap.MAX_PAGES + 1, true, true))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PageMap(0, true, true)).isInstanceOf(IllegalArgumentException.class);
    }
}
