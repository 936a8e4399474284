package io.pageconsistency.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.pageconsistency.background.AgentThread;
import io.pageconsistency.background.ManualTime;
import io.pageconsistency.background.Waiting;

@Timeout(300)
class RootsFirstTest {
    private static final long TWO_SECONDS = TimeUnit.SECONDS.toNanos(2);

    private final ManualTime time = new ManualTime();
    private final RootsFirst roots = new RootsFirst(time);

    @Test
    void theThreadThatReportsTheRootCauseDoesNotWait() {
        roots.created(1);
        roots.await(1);
        roots.await(2);

        assertThat(time.nanos()).isZero();
    }

    @Test
    void aThreadWaitsAtMostTwoSecondsAndOnlyOnce() {
        CountDownLatch made = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread teller = AgentThread.start("teller", () -> {
            roots.created(1);
            made.countDown();
            Waiting.until(end, TimeUnit.MINUTES.toMillis(5));
        });
        assertThat(Waiting.until(made, TimeUnit.MINUTES.toMillis(5))).isTrue();

        roots.await(1);
        long waited = time.nanos();
        roots.await(1);

        assertThat(teller.isAlive()).isTrue();
        assertThat(waited).isBetween(TWO_SECONDS, TWO_SECONDS + TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(time.nanos()).isEqualTo(waited);
        end.countDown();
    }

    @Test
    void anEndedThreadIsNotWaitedFor() throws Exception {
        Thread teller = AgentThread.start("teller", () -> roots.created(1));
        teller.join();

        roots.await(1);

        assertThat(time.nanos()).isZero();
    }
}
