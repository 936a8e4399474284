package io.pageconsistency.region;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.ReferenceQueue;

import org.junit.jupiter.api.Test;

/** What a region computes for the transfers of its pool. */
class RegionTest {
    private static final Object OWNER = new Object();

    private static Region region(long size, long pageSize, boolean reserves, Traits traits) {
        return new Region(1, "test", OWNER, new ReferenceQueue<>(), new Geometry(1 << 20, 0, size, pageSize, reserves), true, traits,
                null);
    }

    /** Only there a hand-out may be recorded without a compare-and-set, and against constants. */
    @Test
    void aRegionIsCarvedIfItsPoolClaimsNothingAndHandsOutInTurn() {
        assertThat(region(4096, 64, false, Traits.CHUNK).isCarved()).isTrue();
        assertThat(region(4096, 64, false, Traits.CUT_CHUNK).isCarved()).isTrue();
        assertThat(region(4096, 64, true, Traits.CHUNK).isCarved()).as("with claims").isFalse();
        assertThat(region(4096, 4096, false, Traits.CHUNK).isCarved()).as("undivided").isFalse();
        for (Traits racing : new Traits[] {Traits.ONE_HAND_OUT, Traits.PART_OF_POOL, Traits.PART_OF_UNTOUCHED_POOL}) {
            assertThat(region(4096, 64, false, racing).isCarved()).as("hand-outs may race").isFalse();
        }
    }

    @Test
    void aPageIsFoundByItsFirstByte() {
        for (int pageSize : new int[] {1, 32, 33, 640, 4096, 32 << 10, 65 * 1000}) {
            Region region = region(1 << 23, pageSize, false, Traits.CHUNK);
            for (long offset = -2L * pageSize; offset < 1 << 23; offset += Math.max(1, pageSize / 3)) {
                boolean begins = offset >= 0 && offset % pageSize == 0;
                assertThat(region.pageBeginningAt(offset)).isEqualTo(begins ? (int) (offset / pageSize) : -1);
            }
        }
    }

    /** Also of offsets that only a wrong call can have, no other page is named. */
    @Test
    void noOtherPageIsFoundByAByte() {
        for (int pageSize : new int[] {1, 33, 4096, 1 << 20}) {
            Region region = region(1 << 23, pageSize, false, Traits.CHUNK);
            for (long offset : new long[] {Integer.MIN_VALUE, Integer.MIN_VALUE + 1L, -4096, Integer.MAX_VALUE, 1L << 31, 1L << 30}) {
                int page = region.pageBeginningAt(offset);
                assertThat(page == -1 || (long) page * pageSize == offset).isTrue();
            }
        }
    }

    @Test
    void aHandOutMustLieInItsPageOrWhatFollows() {
        Region cut = region(1000, 64, false, Traits.CUT_CHUNK);
        Region chunk = region(1000, 64, false, Traits.CHUNK);
        for (int page = 0; page < 16; page++) {
            for (int length : new int[] {Integer.MIN_VALUE, -1, 0, 1, 39, 40, 41, 63, 64, 65, 128, 1000, 1001, Integer.MAX_VALUE}) {
                assertThat(cut.hasRoomFor(length, page)).isEqualTo(length > 0 && length <= cut.lengthOf(page, 1));
                assertThat(chunk.hasRoomFor(length, page)).isEqualTo(length > 0 && length <= 1000 - page * 64);
                assertThat(cut.pagesFor(length)).isEqualTo(1);
                assertThat(chunk.pagesFor(length)).isEqualTo(length <= 64 ? 1 : (length - 1) / 64 + 1);
            }
        }
    }
}
