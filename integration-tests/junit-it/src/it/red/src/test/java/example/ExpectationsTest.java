package example;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.junit.ExpectViolation;

class ExpectationsTest {
    @Test
    @ExpectViolation(value = ViolationKind.DOUBLE_FREE, graceMillis = 10)
    void nothingHappens() {
    }

    @Test
    @ExpectViolation(value = ViolationKind.DOUBLE_FREE, graceMillis = 10)
    void anotherKindHappens() {
        BrokenPool.closeInUse();
    }

    @Test
    @ExpectViolation(ViolationKind.DOUBLE_FREE)
    void itHappensTwice() {
        BrokenPool.freeTwice();
        BrokenPool.freeTwice();
    }

    @Test
    @ExpectViolation(value = ViolationKind.DOUBLE_FREE, count = 0)
    void expectsWhatCannotBe() {
    }
}
