package example;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;

class StaticInitialiserTest {
    static {
        BrokenPool.freeTwice();
    }

    @Test
    void healthy() {
    }
}
