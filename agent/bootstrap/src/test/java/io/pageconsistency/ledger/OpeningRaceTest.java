package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import io.pageconsistency.region.Region;

/** Two pools get the same addresses at the same time, as when the system reuses memory whose free no hook saw. */
class OpeningRaceTest {
    private static final int ROUNDS = 5_000;

    private final Bench bench = new Bench();
    private final Ledger ledger = bench.ledger;

    @Test
    void oneOfTwoOverlappingRegionsStays() throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(2);
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            Future<?> other = pool.submit(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    barrier.await();
                    bench.open(8);
                    barrier.await();
                }
                return null;
            });
            for (int round = 0; round < ROUNDS; round++) {
                barrier.await();
                bench.open(8);
                barrier.await();
                Region found = ledger.find(Bench.ADDRESS);
                // The other thread cannot begin the next round before this one is at the barrier again.
                assertThat(ledger.regions()).as("round %d", round).containsExactly(found);
                assertThat(found.isOpen()).isTrue();
            }
            other.get();
        } finally {
            pool.shutdownNow();
        }
        assertThat(bench.findings()).isEmpty();
    }
}
