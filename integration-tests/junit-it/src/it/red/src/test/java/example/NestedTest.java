package example;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

import io.netty.buffer.BrokenPool;

/** The inner class is guilty, not the enclosing one. */
class NestedTest {
    @BeforeEach
    void before(TestInfo test) {
        if (test.getDisplayName().equals("inBeforeEachOfTheOuter()")) {
            BrokenPool.freeTwice();
        }
    }

    @Test
    void healthy() {
    }

    @Nested
    class Inner {
        @Test
        void inBeforeEachOfTheOuter() {
        }

        @Test
        void inTheInnerTest() {
            BrokenPool.freeTwice();
        }

        @Test
        void healthyInside() {
        }
    }

    @Nested
    class InnerAfterAll {
        @AfterAll
        static void afterAll() {
            BrokenPool.freeTwice();
        }

        @Test
        void healthyInside() {
        }
    }
}
