package io.pageconsistency.agent.output.halt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a halt waits; that it ends a virtual machine is shown on whole ones. */
@Timeout(300)
class HaltTest {
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** Whoever writes stood still as well, so what it is given is not used up. */
    @Test
    void aStandstillIsNoWaiting() {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch written = new CountDownLatch(1) {
            @Override
            public long getCount() {
                if (asked.incrementAndGet() == 1) {
                    LockSupport.parkNanos(5 * NANOS);
                }
                return asked.get() < 3 ? 1 : 0;
            }
        };

        Halt.await(written, NANOS);

        assertThat(asked).hasValue(3);
    }

    @Test
    void whatDoesNotComeIsWaitedForSoLongAndNoLonger() {
        long start = System.nanoTime();

        Halt.await(new CountDownLatch(1), NANOS);

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(NANOS);
    }

    @Test
    void whoInterruptsDoesNotMeanIt() {
        long start = System.nanoTime();
        Thread.currentThread().interrupt();

        Halt.await(new CountDownLatch(1), NANOS);

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(NANOS);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void whatIsThereIsNotWaitedFor() {
        Halt.await(new CountDownLatch(0), Long.MAX_VALUE);
    }
}
