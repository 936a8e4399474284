package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import io.netty.buffer.BrokenPool;
import io.pageconsistency.junit.PageConsistencyProbe;

/** The instance is created before the class begins, and belongs to it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OneInstanceTest {
    OneInstanceTest(PageConsistencyProbe probe) {
        assertEquals(List.of(), probe.taken());
        BrokenPool.freeTwice();
    }

    @Test
    void healthy() {
    }
}
