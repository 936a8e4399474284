package io.pageconsistency.fence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.freed.Guarded;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.verdict.Unit;

/** Which free memory is fenced, and that all fences are opened in time, even if the system refuses. */
class FencesTest {
    private static final long BASE = 0x7f12_0000_0000L;
    /** The pool's page size; regions may begin anywhere in a page of the system. */
    private static final int PAGE = 8_192;
    private static final int PAGES = 256;
    private static final long SHIFT = 64;
    private static final long TICK_NANOS = 10_000_000;

    private final Ledger ledger = new Ledger();
    private final FakePages pages = new FakePages(BASE);
    private final Fences fences = new Fences(ledger.reports(), ledger.freed()::changed);
    private final Object owner = new Object();
    private final List<String> givenUp = new ArrayList<>();
    private Object block = this;
    private boolean isThere;
    private int room = 10_000;

    private final FenceableMemory fenceable = new FenceableMemory() {
        @Override
        public Object blockOf(long start, long end) {
            return block;
        }

        @Override
        public boolean stillExists(Object any) {
            return isThere;
        }

        @Override
        public int room() {
            return room;
        }
    };

    @AfterEach
    void nothingIsSwallowed() {
        assertThat(ledger.reports().swallowedErrors()).isZero();
    }

    private void start(boolean all) {
        fences.start(pages, fenceable, all, () -> givenUp.add(fences.whyNot()));
    }

    private Region region(long shift) {
        return ledger.open("test", owner, new Geometry(BASE + shift, 0, (long) PAGES * PAGE, PAGE, true), true);
    }

    private Guarded free(Region region, long page, long count) {
        Unit unit = Unit.of(region, page, count, Extent.NO_SLOT);
        return fences.guard(unit, Operation.TAKE_BACK, unit.start(), unit.end());
    }

    @Test
    void onlyWholePagesOfTheSystemAreFenced() {
        start(true);
        Region shifted = region(SHIFT);
        Guarded guarded = free(shifted, 2, 1);
        // 8 KiB that begin 64 bytes after a page boundary contain one whole page.
        assertThat(guarded.from()).isEqualTo(BASE + 5 * FakePages.SIZE);
        assertThat(guarded.end()).isEqualTo(BASE + 6 * FakePages.SIZE);
        assertThat(pages.closed()).isEqualTo(1);
        assertThat(pages.isClosed(5)).isTrue();
    }

    @Test
    void memoryWithoutAWholePageIsNotFenced() {
        start(true);
        Region region = region(0);
        Unit unit = Unit.of(region, 0, 1, Extent.NO_SLOT);
        assertThat(fences.guard(unit, Operation.TAKE_BACK, unit.start() + 1, unit.start() + PAGE - 1)).isNull();
        assertThat(pages.calls).isZero();
    }

    @Test
    void aPartIsOpenedByWholePages() {
        start(true);
        Guarded guarded = free(region(0), 0, 4);
        guarded.open(BASE + PAGE + 1, BASE + PAGE + 2, Guarded.Why.USED);
        assertThat(pages.isClosed(1)).isTrue();
        assertThat(pages.isClosed(2)).isFalse();
        assertThat(pages.isClosed(3)).isTrue();
        assertThat(fences.within(BASE, BASE + 4 * PAGE)).hasSize(2);
        guarded.rest(BASE, BASE + PAGE + 1).open(BASE, BASE + PAGE, Guarded.Why.CLOSED);
        guarded.rest(BASE + PAGE + 2, BASE + 4 * PAGE).open(BASE + PAGE, BASE + 4 * PAGE, Guarded.Why.CLOSED);
        assertThat(pages.closed()).isZero();
        assertThat(fences.figures().extents()).isZero();
    }

    @Test
    void ifTheSystemRefusesToOpenAllFencesAreOpenedAndFencingEnds() {
        start(true);
        Region region = region(0);
        Guarded first = free(region, 0, 1);
        free(region, 2, 1);
        pages.refusesToOpen = true;
        first.open(first.from(), first.end(), Guarded.Why.USED);
        assertThat(pages.closed()).isZero();
        assertThat(givenUp).singleElement().asString().contains("ENOMEM");
        assertThat(free(region, 4, 1)).isNull();
        int before = pages.calls;
        fences.stop();
        assertThat(pages.calls).as("nothing is mapped over what somebody may have").isEqualTo(before);
        assertThat(givenUp).hasSize(1);
    }

    @Test
    void ifTheSystemRefusesToFenceFencingEnds() {
        start(true);
        Region region = region(0);
        free(region, 0, 1);
        pages.refusesToFence = true;
        assertThat(free(region, 2, 1)).isNull();
        assertThat(pages.closed()).isZero();
        assertThat(givenUp).singleElement().asString().contains("ENOMEM");
        assertThat(fences.wantsAll()).isFalse();
    }

    @Test
    void nothingMoreIsFencedWhileThereAreTooManyMappings() {
        room = 4;
        start(true);
        Region region = region(0);
        Guarded first = free(region, 0, 1);
        free(region, 2, 1);
        assertThat(free(region, 4, 1)).isNull();
        assertThat(givenUp).isEmpty();
        first.open(first.from(), first.end(), Guarded.Why.USED);
        assertThat(free(region, 4, 1)).isNotNull();
    }

    @Test
    void memoryThatMayBelongToAnotherOwnerIsNotAccessed() {
        start(true);
        Guarded guarded = free(region(0), 0, 1);
        int before = pages.calls;
        guarded.open(guarded.from(), guarded.end(), Guarded.Why.GONE);
        assertThat(pages.calls).isEqualTo(before);
        assertThat(pages.allOpen).isTrue();
        assertThat(givenUp).hasSize(1);
    }

    @Test
    void memoryIsOpenedBeforeItGoesBackToTheSystem() {
        start(true);
        free(region(0), 0, 8);
        fences.leaving(BASE + PAGE, 1);
        assertThat(pages.closed()).isZero();
    }

    @Test
    void memoryOfACollectedPoolIsOpenedIfItStillExists() {
        start(true);
        Guarded guarded = free(region(0), 0, 1);
        isThere = true;
        guarded.open(guarded.from(), guarded.end(), Guarded.Why.GONE);
        assertThat(pages.closed()).isZero();
        assertThat(pages.allOpen).isFalse();
        assertThat(givenUp).isEmpty();
    }

    @Test
    void stoppingOpensAllFencesForGood() {
        start(true);
        Region region = region(0);
        Guarded guarded = free(region, 0, 8);
        fences.stop();
        assertThat(pages.closed()).isZero();
        assertThat(free(region, 10, 1)).isNull();
        int before = pages.calls;
        guarded.open(guarded.from(), guarded.end(), Guarded.Why.USED);
        assertThat(pages.calls).as("what its user has by now is not taken away").isEqualTo(before);
        assertThat(fences.whyNot()).isNull();
        fences.stop();
    }

    @Test
    void aSampleIsBoundedAndTheOldestFencesAreOpened() {
        start(false);
        Region region = region(0);
        assertThat(fences.wants()).isFalse();
        for (int page = 0; page < PAGES; page++) {
            for (int tick = 0; tick < 10; tick++) {
                fences.tick(TICK_NANOS);
            }
            assertThat(fences.wants()).isTrue();
            free(region, page, 1);
            assertThat(fences.wants() && fences.figures().extents() < 64).as("one at a time").isFalse();
        }
        assertThat(fences.figures().extents()).isEqualTo(64);
        fences.everySecond();
        assertThat(fences.figures().extents()).isEqualTo(32);
        assertThat(pages.isClosed(0)).isFalse();
        assertThat(pages.isClosed(2 * 63)).isTrue();
    }

    @Test
    void ofALargePieceASampleFencesTheBeginning() {
        start(false);
        Region region = region(SHIFT);
        fences.tick(10 * TICK_NANOS);
        Guarded guarded = free(region, 4, 100);
        assertThat(guarded.from()).isEqualTo(BASE + 9 * FakePages.SIZE);
        assertThat(guarded.end()).isEqualTo(BASE + 17 * FakePages.SIZE);
        assertThat(pages.closed()).isEqualTo(8);
        fences.stop();
        assertThat(pages.closed()).isZero();
    }

    @Test
    void ofALargePieceEverythingIsFencedOtherwise() {
        start(true);
        free(region(0), 4, 100);
        assertThat(pages.closed()).isEqualTo(200);
    }

    @Test
    void onlyOrdinaryMemoryIsFencedAndUnknownMemoryIsCheckedAgain() {
        start(true);
        Region region = region(0);
        block = null;
        assertThat(free(region, 0, 1)).isNull();
        block = this;
        assertThat(free(region, 0, 1)).isNotNull();
        block = FenceableMemory.NONE;
        Region other = ledger.open("test", owner, new Geometry(BASE + PAGES * PAGE, 0, PAGE, PAGE, true), true);
        assertThat(free(other, 0, 1)).isNull();
    }

    @Test
    void allIsOpenAtTheEndOfTheVirtualMachine() {
        start(true);
        free(region(0), 0, 8);
        assertThat(fences.figures()).isEqualTo(new FenceFigures(1, 8 * PAGE, 1));
        fences.openAtOnce();
        assertThat(fences.figures()).isEqualTo(new FenceFigures(0, 0, 1));
        assertThat(pages.closed()).isZero();
        assertThat(fences.wantsAll()).isFalse();
    }
}
