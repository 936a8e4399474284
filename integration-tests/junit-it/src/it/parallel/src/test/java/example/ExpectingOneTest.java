package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.junit.ExpectViolation;

/** Runs alone, and its class with it, because the violation must be its own. */
class ExpectingOneTest {
    @Test
    @ExpectViolation(ViolationKind.DOUBLE_FREE)
    void isAlone() throws Exception {
        assertEquals(1, Presence.stay());
        Presence.inAnotherThread(BrokenPool::freeTwice);
    }
}
