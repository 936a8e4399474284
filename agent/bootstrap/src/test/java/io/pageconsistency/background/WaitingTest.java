package io.pageconsistency.background;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

class WaitingTest {
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(Waiting.STEP_MILLIS);

    private final ManualTime time = new ManualTime();

    @Test
    void whatIsDoneIsNotWaitedFor() throws Exception {
        List<Long> steps = new ArrayList<>();

        assertThat(Waiting.until(steps::add, 1_000_000)).isTrue();

        assertThat(steps).containsExactly(Waiting.STEP_MILLIS);
    }

    @Test
    void whatIsNotDoneIsWaitedForSoLong() throws Exception {
        List<Long> steps = new ArrayList<>();

        assertThat(Waiting.until(millis -> !steps.add(millis), 2 * Waiting.STEP_MILLIS + 1)).isFalse();

        assertThat(steps).containsExactly(Waiting.STEP_MILLIS, Waiting.STEP_MILLIS, 1L, 0L);
    }

    /** Whoever is waited for stood still as well. */
    @Test
    void aMachineThatStandsStillCountsForOneStep() throws Exception {
        List<Long> steps = new ArrayList<>();

        assertThat(Waiting.until(millis -> {
            steps.add(millis);
            TimeUnit.MILLISECONDS.sleep(steps.size() == 1 ? 10 * Waiting.STEP_MILLIS : 0);
            return steps.size() > 1;
        }, 2 * Waiting.STEP_MILLIS)).isTrue();
    }

    @Test
    void aLatchIsWaitedFor() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);

        assertThat(Waiting.until(latch, 1)).isFalse();
        assertThat(Waiting.until(latch, 0)).isFalse();
        latch.countDown();
        assertThat(Waiting.until(latch, 1)).isTrue();
        assertThat(Waiting.until(latch, 0)).isTrue();
    }

    /** Whoever writes stood still as well, so what it is given is not used up. */
    @Test
    void aStandstillIsNoWaitingWithoutMemoryEither() {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch written = new CountDownLatch(1) {
            @Override
            public long getCount() {
                return asked.incrementAndGet() < 4 ? 1 : 0;
            }
        };
        ManualTime slow = new ManualTime() {
            @Override
            public void park(long duration) {
                pass(100 * duration);
            }
        };

        Waiting.untilWithoutMemory(written, 5 * STEP_NANOS, slow);

        assertThat(asked).hasValue(4);
    }

    @Test
    void whatDoesNotComeIsWaitedForSoLongAndNoLonger() {
        Waiting.untilWithoutMemory(new CountDownLatch(1), 3 * STEP_NANOS, time);

        assertThat(time.nanos()).isEqualTo(3 * STEP_NANOS);
    }

    @Test
    void whoInterruptsDoesNotMeanIt() {
        Thread.currentThread().interrupt();

        Waiting.untilWithoutMemory(new CountDownLatch(1), 3 * STEP_NANOS, time);

        assertThat(time.nanos()).isEqualTo(3 * STEP_NANOS);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void whatIsThereIsNotWaitedFor() {
        Waiting.untilWithoutMemory(new CountDownLatch(0), Long.MAX_VALUE, time);

        assertThat(time.nanos()).isZero();
    }

    @Test
    void aThreadIsWaitedFor() {
        CountDownLatch end = new CountDownLatch(1);
        Thread thread = AgentThread.start("test", () -> Waiting.until(end, TimeUnit.MINUTES.toMillis(5)));
        assertThat(thread.getName()).isEqualTo("page-consistency test");
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getContextClassLoader()).isNull();

        assertThat(Waiting.untilEnd(thread, 1)).isFalse();
        end.countDown();
        assertThat(Waiting.untilEnd(thread, TimeUnit.MINUTES.toMillis(5))).isTrue();
    }

    /** Waiting takes memory as well, on some virtual machines; whoever writes must not end for want of it. */
    @Test
    void theNextElementIsWaitedForWhateverComes() {
        ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(1) {
            private int takes;

            @Override
            public String take() throws InterruptedException {
                if (takes++ == 0) {
                    throw new OutOfMemoryError("provoked");
                }
                return super.take();
            }
        };
        queue.add("next");

        assertThat(Waiting.next(queue)).isNull();
        Thread.currentThread().interrupt();
        assertThat(Waiting.next(queue)).isNull();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(Waiting.next(queue)).isEqualTo("next");
    }
}
