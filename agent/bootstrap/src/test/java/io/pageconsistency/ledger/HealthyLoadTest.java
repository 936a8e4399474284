package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import org.junit.jupiter.api.Test;

import io.pageconsistency.region.Region;

/** A pool that works, under threads, with hand-over and a scan beside it: nothing may look wrong, not once. */
class HealthyLoadTest {
    private static final int THREADS = 6;
    private static final int ROUNDS = 60_000;
    private static final int PAGES = 600;

    /** A run of pages, or one slot in a run of one page. */
    private record Piece(long page, long count, int slot) {
    }

    private final Bench bench = new Bench();
    private final Ledger ledger = bench.ledger;
    private final Region region = bench.open(PAGES);
    /** The pool's free list: pieces that do not align with words, so that neighbours share them. */
    private final ConcurrentLinkedQueue<Piece> free = new ConcurrentLinkedQueue<>();
    private final LinkedBlockingQueue<Piece> handedOver = new LinkedBlockingQueue<>();
    private final LongAdder taken = new LongAdder();

    @Test
    void hasNoFindings() throws Exception {
        int page = 0;
        for (int count = 1; page + count <= PAGES - 20; count = count % 13 + 1) {
            free.add(new Piece(page, count, -1));
            page += count;
        }
        for (; page < PAGES; page++) {
            bench.reserve(region, page, 1);
            for (int slot = 0; slot < 8; slot++) {
                bench.reserveSlot(region, page, slot);
                ledger.releaseSlot(region, page, 1, slot);
                free.add(new Piece(page, 1, slot));
            }
        }
        AtomicInteger running = new AtomicInteger(THREADS);
        CountDownLatch scanning = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(THREADS + 1);
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int seed = t;
                workers.add(pool.submit(() -> {
                    try {
                        // On one processor the load might be over before the scanner has begun.
                        scanning.await();
                        work(seed);
                    } finally {
                        running.decrementAndGet();
                    }
                    return null;
                }));
            }
            Future<?> scanner = pool.submit(() -> {
                while (running.get() > 0) {
                    scanning.countDown();
                    assertThat(ledger.validate().getDamaged()).isZero();
                    assertThat(region.pagesHeld()).isBetween(0L, (long) PAGES);
                }
            });
            for (Future<?> worker : workers) {
                worker.get();
            }
            scanner.get();
        } finally {
            pool.shutdownNow();
        }
        handedOver.forEach(this::giveBack);
        assertThat(taken.sum()).isGreaterThan(ROUNDS);
        assertThat(bench.findings()).isEmpty();
        assertThat(region.pagesHeld()).isZero();
        assertThat(region.pagesReserved()).as("the runs that stay cut").isEqualTo(
                free.stream().filter(piece -> piece.slot() == 0).count());
        assertThat(ledger.reports().swallowedErrors()).isZero();
    }

    private void work(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Piece mine = free.poll();
            if (mine != null) {
                take(mine);
                if (random.nextBoolean()) {
                    // Another thread gives it back.
                    handedOver.add(mine);
                } else {
                    giveBack(mine);
                }
            }
            Piece theirs = random.nextInt(3) > 0 ? handedOver.poll() : null;
            if (theirs != null) {
                giveBack(theirs);
            }
        }
    }

    private void take(Piece piece) {
        taken.increment();
        if (piece.slot() < 0) {
            bench.allocate(region, piece.page(), piece.count());
        } else {
            bench.allocateSlot(region, piece.page(), piece.slot());
        }
    }

    private void giveBack(Piece piece) {
        if (piece.slot() < 0) {
            bench.free(region, piece.page(), piece.count());
        } else {
            bench.freeSlot(region, piece.page(), piece.slot());
        }
        free.add(piece);
    }
}
