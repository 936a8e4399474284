package io.pageconsistency.benchmarks.pairs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The algorithm that we compare with must work, otherwise the comparison has no value. */
class PerPageBitmapsTest {
    private final PerPageBitmaps bitmaps = new PerPageBitmaps(256, true);

    @Test
    void acceptsWhatIsHealthy() {
        bitmaps.allocate(0, 64);
        bitmaps.free(32, 32);
        bitmaps.allocate(255, 1);

        assertThat(bitmaps.tracked()).isEqualTo(33);
        assertThat(bitmaps.operations()).isEqualTo(3);
        assertThat(bitmaps.violations()).isZero();
    }

    @Test
    void reportsADoubleAllocation() {
        bitmaps.allocate(50, 1);
        bitmaps.allocate(49, 2);

        assertThat(bitmaps.violations()).isEqualTo(1);
        assertThat(bitmaps.tracked()).isEqualTo(2);
    }

    @Test
    void reportsADoubleFree() {
        bitmaps.allocate(60, 4);
        bitmaps.free(60, 4);
        bitmaps.free(62, 1);

        assertThat(bitmaps.violations()).isEqualTo(1);
        assertThat(bitmaps.tracked()).isZero();
    }

    @Test
    void reportsACorruptedPage() {
        bitmaps.allocate(75, 1);
        bitmaps.corrupt(75);
        bitmaps.free(75, 1);

        assertThat(bitmaps.violations()).isEqualTo(1);
    }

    @Test
    void ignoresWhatIsOutside() {
        bitmaps.allocate(255, 10);

        assertThat(bitmaps.tracked()).isEqualTo(1);
        assertThat(bitmaps.violations()).isZero();
    }
}
