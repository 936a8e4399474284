package io.pageconsistency.demo.segment;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.pageconsistency.demo.Tally;
import io.pageconsistency.demo.scenario.Scenario;

/** Several threads share a pool and do nothing wrong. */
public final class HealthyPages implements Scenario {
    private static final int THREADS = 4;
    private static final int ROUNDS = 50_000;
    private static final int KEPT = 8;
    private static final int MOST_PAGES = 4;
    private static final ValueLayout.OfLong STAMP = ValueLayout.JAVA_LONG;

    @Override
    public String name() {
        return "healthy-pages";
    }

    @Override
    public String story() {
        return THREADS + " threads take and give back pages of one memory segment.";
    }

    @Override
    public Tally expected() {
        return Tally.none();
    }

    @Override
    public void run(Consumer<String> say) {
        AtomicLong taken = new AtomicLong();
        try (PagePool pool = new PagePool(256, 4_096)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                SplittableRandom random = new SplittableRandom(i);
                Thread thread = new Thread(() -> taken.addAndGet(traffic(pool, random)), "pages-" + i);
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                join(thread);
            }
        }
        say.accept(String.format(Locale.ROOT, "%,d extents taken, written, read and given back.", taken.get()));
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long traffic(PagePool pool, SplittableRandom random) {
        Deque<MemorySegment> kept = new ArrayDeque<>();
        long taken = 0;
        for (int round = 0; round < ROUNDS; round++) {
            if (kept.size() < KEPT && random.nextBoolean()) {
                MemorySegment extent = pool.acquire(1 + random.nextInt(MOST_PAGES));
                if (extent != null) {
                    extent.set(STAMP, extent.byteSize() - Long.BYTES, extent.address());
                    kept.add(extent);
                    taken++;
                }
            } else if (!kept.isEmpty()) {
                giveBack(pool, kept.poll());
            }
        }
        kept.forEach(extent -> giveBack(pool, extent));
        return taken;
    }

    private static void giveBack(PagePool pool, MemorySegment extent) {
        if (extent.get(STAMP, extent.byteSize() - Long.BYTES) != extent.address()) {
            throw new IllegalStateException("somebody wrote into " + extent);
        }
        pool.release(extent);
    }
}
