package example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;
import io.pageconsistency.junit.NoLeaks;
import io.pageconsistency.junit.PageConsistencyProbe;

@NoLeaks
class GreenIT {
    @Test
    void isCheckedByFailsafeToo(PageConsistencyProbe probe) {
        BrokenPool.healthy().directBuffer(70_000).release();
        assertTrue(probe.regions() > 0);
    }
}
