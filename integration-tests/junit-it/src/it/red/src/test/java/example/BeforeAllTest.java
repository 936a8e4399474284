package example;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;

class BeforeAllTest {
    @BeforeAll
    static void beforeAll() {
        BrokenPool.freeTwice();
    }

    @Test
    void healthy() {
    }
}
