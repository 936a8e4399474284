package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.junit.ExpectViolation;

/** Runs alone, because each of its several violations must be its own. */
class ExpectingTwoTest {
    @Test
    @ExpectViolation(ViolationKind.DOUBLE_FREE)
    @ExpectViolation(ViolationKind.REGION_CLOSED_IN_USE)
    void isAlone() throws Exception {
        assertEquals(1, Presence.stay());
        Presence.inAnotherThread(BrokenPool::freeTwice);
        Presence.inAnotherThread(BrokenPool::closeInUse);
    }
}
