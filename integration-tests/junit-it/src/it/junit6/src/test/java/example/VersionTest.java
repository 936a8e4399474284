package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import io.netty.buffer.BrokenPool;
import io.pageconsistency.Mode;
import io.pageconsistency.PageConsistency;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.junit.ExpectViolation;
import io.pageconsistency.junit.NoLeaks;
import io.pageconsistency.junit.PageConsistencyProbe;

class VersionTest {
    @Test
    void aViolation() {
        BrokenPool.freeTwice();
    }

    @Test
    @ExpectViolation(ViolationKind.DOUBLE_FREE)
    void anExpectedOne() {
        BrokenPool.freeTwice();
    }

    @Test
    @NoLeaks(graceMillis = 10)
    void aLeak() {
        BrokenPool.healthy().directBuffer(70_000);
    }

    @Test
    void aProbe(PageConsistencyProbe probe) {
        probe.validate();
        assertEquals(Mode.TEST, PageConsistency.mode());
    }

    @TestFactory
    Stream<DynamicTest> dynamic() {
        return Stream.of(DynamicTest.dynamicTest("broken", BrokenPool::freeTwice));
    }

    @Nested
    class Inner {
        @BeforeAll
        static void beforeAll() {
            BrokenPool.freeTwice();
        }

        @Test
        void healthy() {
        }
    }
}
