package example;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;

class AfterAllTest {
    @Test
    void healthy() {
    }

    @AfterAll
    static void afterAll() {
        BrokenPool.freeTwice();
    }
}
