package example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.junit.ExpectViolation;
import io.pageconsistency.junit.NoLeaks;
import io.pageconsistency.junit.PageConsistencyProbe;

class HealthyTest {
    @Test
    @NoLeaks
    void givesBackWhatItTook(PageConsistencyProbe probe) {
        BrokenPool.healthy().directBuffer(70_000).release();
        assertTrue(probe.regions() > 0);
    }

    @Test
    @ExpectViolation(ViolationKind.DOUBLE_FREE)
    void expects() {
        BrokenPool.freeTwice();
    }
}
