package example;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;

class BrokenTest {
    @Test
    void freesTwice() {
        BrokenPool.freeTwice();
    }

    @Test
    void healthy() {
    }
}
