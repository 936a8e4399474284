package example;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.stream.Stream;

import io.netty.buffer.BrokenPool;

class SameThreadTest {
    @BeforeEach
    void before(TestInfo test) {
        if (test.getDisplayName().equals("inBeforeEach()")) {
            BrokenPool.freeTwice();
        }
    }

    @AfterEach
    void after(TestInfo test) {
        if (test.getDisplayName().equals("inAfterEach()")) {
            BrokenPool.freeTwice();
        }
    }

    @Test
    void inTheTest() {
        BrokenPool.freeTwice();
    }

    @Test
    void inBeforeEach() {
    }

    @Test
    void inAfterEach() {
    }

    @Test
    void asTheReasonOfAnotherFailure() {
        BrokenPool.freeTwice();
        throw new IllegalStateException("a consequence");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inOneInvocation(boolean broken) {
        if (broken) {
            BrokenPool.freeTwice();
        }
    }

    @TestFactory
    Stream<DynamicTest> inOneDynamicTest() {
        return Stream.of("healthy", "broken").map(name -> DynamicTest.dynamicTest(name, () -> {
            if (name.equals("broken")) {
                BrokenPool.freeTwice();
            }
        }));
    }

    @Test
    void healthy() {
        BrokenPool.healthy().directBuffer(70_000).release();
    }
}
