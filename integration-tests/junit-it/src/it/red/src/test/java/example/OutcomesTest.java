package example;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

import io.netty.buffer.BrokenPool;
import io.pageconsistency.junit.NoLeaks;

/** A violation in a test is reported in whatever way the test ends. */
class OutcomesTest {
    private final CountDownLatch freed = new CountDownLatch(1);
    private volatile Thread other;

    @BeforeEach
    void before(TestInfo test) {
        if (test.getTags().contains("before")) {
            BrokenPool.freeTwice();
            throw new IllegalStateException("a consequence in @BeforeEach");
        }
        if (test.getTags().contains("abort-before")) {
            BrokenPool.freeTwice();
            abort("no such database");
        }
    }

    @AfterEach
    void after(TestInfo test) {
        if (test.getTags().contains("after")) {
            BrokenPool.freeTwice();
            throw new IllegalStateException("a consequence in @AfterEach");
        }
    }

    /** A thread that outlives its time limit must end, with its exception, before the test is over. */
    @AfterEach
    void letTheOtherThreadEnd(TestInfo test) throws InterruptedException {
        if (test.getTags().contains("other-thread")) {
            freed.await();
            other.join();
        }
    }

    @Test
    @Tag("before")
    void failsInBeforeEachToo() {
    }

    @Test
    @Tag("after")
    void failsInAfterEachToo() {
    }

    @Test
    @Tag("abort-before")
    void abortedInBeforeEach() {
    }

    @Test
    @Tag("after")
    void failsByItselfAndBehindItself() {
        fail("its own assertion comes first");
    }

    @Test
    void failsByItself() {
        fail("its own assertion, and nothing else");
    }

    @Test
    void abortedByItself() {
        abort("no such service");
    }

    @Test
    void abortedWithAViolation() {
        BrokenPool.freeTwice();
        abort("no such queue");
    }

    @Test
    @Disabled("on purpose")
    void disabled() {
        BrokenPool.freeTwice();
    }

    @Test
    void takesTooLong() throws InterruptedException {
        try {
            assertTimeoutPreemptively(Duration.ofMillis(500), () -> {
                BrokenPool.freeTwice();
                freed.countDown();
                TimeUnit.MINUTES.sleep(1);
            });
        } finally {
            // On a busy machine the action itself may exceed the limit.
            freed.await();
        }
    }

    @Test
    @Tag("other-thread")
    @Timeout(value = 500, unit = TimeUnit.MILLISECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void takesTooLongOnAThreadOfItsOwn() throws InterruptedException {
        other = Thread.currentThread();
        BrokenPool.freeTwice();
        freed.countDown();
        TimeUnit.MINUTES.sleep(1);
    }

    @Test
    @NoLeaks(graceMillis = 50)
    void failsByItselfAndLeaks() {
        BrokenPool.healthy().directBuffer(70_000);
        fail("its own assertion goes before what it keeps");
    }

    @RepeatedTest(3)
    void repeated(RepetitionInfo repetition) {
        if (repetition.getCurrentRepetition() == 2) {
            BrokenPool.freeTwice();
        }
    }

    @TestFactory
    Stream<DynamicNode> made() {
        return Stream.of(DynamicContainer.dynamicContainer("group", Stream.of(
                DynamicTest.dynamicTest("healthy", () -> { }), DynamicTest.dynamicTest("broken", BrokenPool::freeTwice))));
    }
}
