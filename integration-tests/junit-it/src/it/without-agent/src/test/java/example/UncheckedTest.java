package example;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.junit.ExpectViolation;

class UncheckedTest {
    @Test
    void aViolation() {
        BrokenPool.freeTwice();
    }

    @Test
    @ExpectViolation(ViolationKind.DOUBLE_FREE)
    void anExpectedOne() {
        BrokenPool.freeTwice();
    }
}
