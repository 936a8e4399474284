package io.pageconsistency.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pool that tells of its pages must work the same in a virtual machine in which nobody listens. */
class WithoutAgentTest {
    @Test
    void nothingHappens() {
        PageRegion region = PageConsistency.region("lonely", 1L << 40, 1L << 20, 4_096);
        assertThat(PageConsistency.isActive()).isFalse();
        assertThat(region.handOut(3)).isZero();
        assertThat(region.handOut(3, 7)).isZero();
        region.takeBack(3);
        region.takeBack(3);
        region.takeBack(100_000, -1, 17);
        region.reset();
        region.close();
        region.close();
        assertThat(region).hasToString("lonely, 1048576 bytes at 0x10000000000, pages of 4096 bytes");
        assertThat(PageConsistency.region("heap", 100, 10)).hasToString("heap, 100 bytes, pages of 10 bytes");
    }

    /** What is wrong with the agent is wrong without: it must not come to light only where somebody looks. */
    @ParameterizedTest
    @CsvSource({"-1, 1, 1", "0, 0, 1", "0, 1, 0", "0, -5, 1", "0, 1, -5"})
    void whatCannotBeARegionIsRefused(long address, long size, long pageSize) {
        assertThatIllegalArgumentException().isThrownBy(() -> PageConsistency.region("bad", address, size, pageSize))
                .withMessageContaining("address " + address + ", size " + size + ", page size " + pageSize);
    }

    @Test
    void aPoolHasAName() {
        assertThatNullPointerException().isThrownBy(() -> PageConsistency.region(null, 1, 1)).withMessage("pool");
    }

    /** The classes are shipped by applications, so nothing that comes from the agent may be among what they need. */
    @Test
    void nothingOfTheAgentIsNeeded() {
        for (Class<?> type : new Class<?>[] {PageConsistency.class, PageRegion.class}) {
            assertThat(Arrays.stream(type.getDeclaredMethods()).flatMap(m -> Arrays.stream(m.getParameterTypes())))
                    .allMatch(t -> t.isPrimitive() || t == String.class);
        }
    }
}
