package example;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.netty.buffer.BrokenPool;
import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.junit.ExpectViolation;
import io.pageconsistency.junit.IgnoreViolations;

class ThrowingTest {
    @Test
    @ExpectViolation(ViolationKind.DOUBLE_FREE)
    void mayLeaveTheTest() {
        BrokenPool.freeTwice();
    }

    @Test
    @ExpectViolation(ViolationKind.DOUBLE_FREE)
    @Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void mayLeaveTheTestOnAThreadOfItsOwn() {
        BrokenPool.freeTwice();
    }

    @Test
    @ExpectViolation(ViolationKind.DOUBLE_FREE)
    void mayBeCaught() {
        assertThrows(PageConsistencyError.class, BrokenPool::freeTwice);
    }

    @Test
    @IgnoreViolations("it is known to be broken")
    void isIgnored() {
        BrokenPool.freeTwice();
    }

    @Test
    @ExpectViolation(value = ViolationKind.DOUBLE_ALLOC, graceMillis = 10)
    void isOfAnotherKind() {
        BrokenPool.freeTwice();
    }

    @Test
    void isExpectedByNobody() {
        BrokenPool.freeTwice();
    }

    @Test
    void isFoundAlsoWhenItIsCaught() {
        assertThrows(PageConsistencyError.class, BrokenPool::freeTwice);
    }
}
