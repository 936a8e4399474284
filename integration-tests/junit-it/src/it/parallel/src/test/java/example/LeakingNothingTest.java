package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;
import io.pageconsistency.junit.NoLeaks;

/** Runs alone, because the held memory must be its own. */
class LeakingNothingTest {
    @Test
    @NoLeaks(graceMillis = 0)
    void isAlone() throws Exception {
        assertEquals(1, Presence.stay());
        BrokenPool.healthy().directBuffer(70_000).release();
    }
}
