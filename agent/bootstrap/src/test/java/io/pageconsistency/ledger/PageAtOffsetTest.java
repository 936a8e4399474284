package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

/** The multiplication that replaces a division gives the same result at both ends of each page. */
class PageAtOffsetTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 7, 32, 640, 1152, 2304, 4352, 16896, 32768, 99_991, 131_071, 131_072, 131_073, 1 << 20, (1L << 33) + 7})
    void agreesWithADivision(long pageSize) {
        long size = Math.min(pageSize * 1_000_003, 1L << 40);
        Region region = new Ledger().open("carved", new Object(), new Geometry(1L << 45, 0, size, Math.max(pageSize, size >>> 20), false),
                true);
        long page = region.pageSize();
        for (long at = -2; at < 1_000_000; at += at < 100 ? 1 : 997) {
            for (long offset = at * page - 1; offset <= at * page + 1; offset++) {
                assertThat(region.pageAtOffset(offset)).as("%s in pages of %s", offset, page).isEqualTo(Math.floorDiv(offset, page));
            }
        }
        for (long offset = (1 << 23) - 3; offset < (1 << 23) + 3; offset++) {
            assertThat(region.pageAtOffset(offset)).isEqualTo(Math.floorDiv(offset, page));
        }
    }
}
