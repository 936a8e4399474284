package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.junit.ExpectViolation;

/** Must be sure whose violation it is, and its class with it. */
class ExpectingOneTest {
    @Test
    @ExpectViolation(ViolationKind.DOUBLE_FREE)
    void isAlone() throws Exception {
        assertEquals(1, Presence.stay());
        Presence.inAnotherThread(BrokenPool::freeTwice);
    }
}
