package example;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;
import io.pageconsistency.junit.NoLeaks;

class LeaksTest {
    @Test
    @NoLeaks(graceMillis = 100)
    void keepsWhatItTook() {
        BrokenPool.healthy().directBuffer(70_000);
    }

    @Test
    void mayKeepWhatItTook() {
        BrokenPool.healthy().directBuffer(70_000);
    }
}
