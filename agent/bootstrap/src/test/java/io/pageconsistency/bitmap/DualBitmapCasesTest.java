package io.pageconsistency.bitmap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Operation;

/**
 * The eleven cases with which the Linux page consistency checker (RFC of 24 April 2026) tests its dual bitmap, on 256 pages.
 * Setting a bit there is claiming a page here, and clearing a bit is freeing a page.
 */
class DualBitmapCasesTest {
    private final PageMap map = new PageMap(256, true, true);

    private static void flip(PageMap map, long page, int bit) {
        map.flip(page, 1 << bit);
    }

    private static Finding finding(long packed) {
        return packed == Finding.NONE ? null : Finding.of(packed);
    }

    @Test
    void freshStateIsConsistent() {
        assertThat(map.damaged()).isZero();
        assertThat(map.reserved()).isZero();
        for (long page = 0; page < map.pages(); page++) {
            assertThat(map.intact(page)).isTrue();
            assertThat(map.isReserved(page)).isFalse();
        }
    }

    @Test
    void setKeepsTheInvariant() {
        assertThat(map.reserve(42, 1)).isEqualTo(Finding.NONE);
        assertThat(map.isReserved(42)).isTrue();
        assertThat(map.intact(42)).isTrue();
        assertThat(map.damaged()).isZero();
    }

    @Test
    void clearKeepsTheInvariant() {
        assertThat(map.reserve(100, 1)).isEqualTo(Finding.NONE);
        assertThat(map.release(100, 1)).isEqualTo(Finding.NONE);
        assertThat(map.isReserved(100)).isFalse();
        assertThat(map.intact(100)).isTrue();
        assertThat(map.damaged()).isZero();
    }

    @Test
    void doubleSetIsDetected() {
        assertThat(map.reserve(50, 1)).isEqualTo(Finding.NONE);
        assertThat(map.reserve(50, 1)).isEqualTo(Finding.ALREADY_CLAIMED.at(50));
        assertThat(map.damaged()).isZero();
    }

    @Test
    void doubleClearOfANeverSetBitIsDetected() {
        assertThat(map.release(60, 1)).isEqualTo(Finding.NEVER_ALLOCATED.at(60));
        map.force(Operation.RELEASE, 60, 1);
        assertThat(map.release(60, 1)).isEqualTo(Finding.ALREADY_FREE.at(60));
        assertThat(map.damaged()).isZero();
    }

    @Test
    void corruptionInThePrimaryIsDetected() {
        assertThat(map.reserve(75, 1)).isEqualTo(Finding.NONE);
        flip(map, 75, 0);
        assertThat(map.damaged()).isEqualTo(1);
        assertThat(map.firstDamaged(0)).isEqualTo(75);
        assertThat(map.intact(75)).isFalse();
        assertThat(finding(map.release(75, 1))).isEqualTo(Finding.CORRUPTED);
    }

    @Test
    void corruptionInTheSecondaryIsDetected() {
        assertThat(map.reserve(80, 1)).isEqualTo(Finding.NONE);
        flip(map, 80, Byte.SIZE);
        assertThat(map.damaged()).isEqualTo(1);
        assertThat(map.firstDamaged(0)).isEqualTo(80);
        assertThat(map.intact(80)).isFalse();
        assertThat(finding(map.release(80, 1))).isEqualTo(Finding.CORRUPTED);
    }

    @Test
    void manyPagesEndInTheExactState() {
        for (long page = 0; page < 64; page++) {
            assertThat(map.reserve(page, 1)).isEqualTo(Finding.NONE);
        }
        for (long page = 32; page < 64; page++) {
            assertThat(map.release(page, 1)).isEqualTo(Finding.NONE);
        }
        for (long page = 0; page < map.pages(); page++) {
            assertThat(map.isReserved(page)).as("page %d", page).isEqualTo(page < 32);
        }
        assertThat(map.reserved()).isEqualTo(32);
        assertThat(map.damaged()).isZero();
    }

    @Test
    void boundaryPagesAreLikeAllOthers() {
        long[] boundaries = {0, 255, 63, 64};
        for (long page : boundaries) {
            assertThat(map.reserve(page, 1)).isEqualTo(Finding.NONE);
            assertThat(map.isReserved(page)).isTrue();
            assertThat(map.reserve(page, 1)).isEqualTo(Finding.ALREADY_CLAIMED.at(page));
        }
        assertThat(map.reserved()).isEqualTo(boundaries.length);
        for (long page : boundaries) {
            assertThat(map.release(page, 1)).isEqualTo(Finding.NONE);
            assertThat(map.isReserved(page)).isFalse();
        }
        assertThat(map.reserved()).isZero();
        assertThat(map.damaged()).isZero();
        assertThat(map.reserve(256, 1)).as("one behind the last").isEqualTo(Finding.OUTSIDE.at(256));
        assertThat(map.release(256, 1)).isEqualTo(Finding.OUTSIDE_FREED.at(256));
    }

    @Test
    void stateIsSeenBeforeAndAfter() {
        assertThat(map.isReserved(7)).isFalse();
        assertThat(map.reserve(7, 1)).isEqualTo(Finding.NONE);
        assertThat(map.isReserved(7)).isTrue();
        assertThat(map.isReserved(6)).isFalse();
        assertThat(map.isReserved(8)).isFalse();
        assertThat(map.release(7, 1)).isEqualTo(Finding.NONE);
        assertThat(map.isReserved(7)).isFalse();
    }

    @Test
    void sizeNeedNotFillTheLastWord() {
        PageMap hundred = new PageMap(100, true, true);
        for (long page = 95; page < 100; page++) {
            assertThat(hundred.reserve(page, 1)).isEqualTo(Finding.NONE);
        }
        for (long page = 95; page < 100; page++) {
            assertThat(hundred.isReserved(page)).isTrue();
        }
        assertThat(hundred.reserved()).isEqualTo(5);
        assertThat(hundred.reserve(100, 1)).isEqualTo(Finding.OUTSIDE.at(100));
        assertThat(hundred.damaged()).isZero();
    }
}
