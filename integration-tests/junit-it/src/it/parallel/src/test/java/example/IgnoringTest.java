package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;
import io.pageconsistency.junit.IgnoreViolations;

/** Runs alone, because it must not ignore violations of other tests. */
class IgnoringTest {
    @Test
    @IgnoreViolations("they are of no interest here")
    void isAlone() throws Exception {
        assertEquals(1, Presence.stay());
        Presence.inAnotherThread(BrokenPool::freeTwice);
    }
}
