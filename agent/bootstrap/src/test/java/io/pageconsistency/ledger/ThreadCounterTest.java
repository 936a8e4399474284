package io.pageconsistency.ledger;

import static io.pageconsistency.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class ThreadCounterTest {
    private final ThreadCounter counter = new ThreadCounter();

    private Thread counting(int times) {
        Thread thread = new Thread(() -> {
            for (int i = 0; i < times; i++) {
                counter.increment();
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void losesNothingWithMoreThreadsThanStripes() throws Exception {
        int threads = 700;
        int times = 1_999;
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            running.add(counting(times));
        }
        for (Thread thread : running) {
            thread.join();
        }
        assertThat(counter.sum()).isEqualTo((long) threads * times);
    }

    @Test
    void keepsTheCountsOfCollectedThreads() throws Exception {
        long expected = 0;
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 600; i++) {
                counting(3).join();
                expected += 3;
            }
            // Makes most cells free, so that the next threads take them over.
            System.gc();
        }
        assertThat(counter.sum()).isEqualTo(expected);
    }

    @Test
    void isSeenByOthersWhileTheThreadRuns() {
        Thread thread = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                counter.increment();
            }
        });
        thread.start();
        try {
            long before = counter.sum();
            await().until(() -> counter.sum() > before + 1_000);
        } finally {
            thread.interrupt();
        }
    }
}
