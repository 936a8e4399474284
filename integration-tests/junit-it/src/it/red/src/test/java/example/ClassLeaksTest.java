package example;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;
import io.pageconsistency.junit.NoLeaks;

@NoLeaks(graceMillis = 100)
class ClassLeaksTest {
    @BeforeAll
    static void beforeAll() {
        BrokenPool.healthy().directBuffer(70_000);
    }

    @Test
    void healthy() {
    }
}
