package io.pageconsistency.agent.output.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

class WaitingTest {
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
