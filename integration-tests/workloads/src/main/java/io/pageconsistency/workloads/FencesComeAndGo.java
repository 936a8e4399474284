package io.pageconsistency.workloads;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.pageconsistency.Mode;
import io.pageconsistency.PageConsistency;

/**
 * Threads allocate, write, read and release, with chunks that come and go, while fences and quarantine are switched off and on, and child
 * processes begin. In the end the pool has all of its memory.
 *
 * <p>Argument {@code times}: how often they are switched.
 */
public final class FencesComeAndGo {
    private static final int THREADS = 3;
    private static final int KEPT = 20;
    private static final int MOST = 100_000;
    private static final int STEPS = 200;
    private static final int CHILDREN = 3;

    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final PooledByteBufAllocator pool = Pools.uncached(2, 0);
    private volatile boolean ended;
    private volatile long steps;

    private FencesComeAndGo() {
    }

    public static void main(String[] args) throws Exception {
        new FencesComeAndGo().run(new Arguments(args).number("times", 10));
    }

    private void run(int times) throws Exception {
        CountDownLatch begun = new CountDownLatch(THREADS);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            SplittableRandom random = new SplittableRandom(i);
            Thread thread = new Thread(() -> work(random, begun));
            threads.add(thread);
            thread.start();
        }
        begun.await();
        int switches = 0;
        int children = 0;
        while (switches < times && failures.isEmpty()) {
            PageConsistency.switchMode(switches % 2 == 0 ? Mode.TEST : Mode.PRODUCTION);
            switches++;
            long until = steps + STEPS;
            if (switches % (times / CHILDREN) == 0) {
                children += new ProcessBuilder("true").start().waitFor() == 0 ? 1 : 0;
            }
            while (steps < until && failures.isEmpty()) {
                Thread.onSpinWait();
            }
        }
        ended = true;
        for (Thread thread : threads) {
            thread.join();
        }
        for (Throwable failure : failures) {
            failure.printStackTrace();
        }
        PageConsistency.switchMode(Mode.PRODUCTION);
        new Outcome().with("failures", failures.size()).with("switches", switches).with("children", children)
                .with("inUse", Pools.inUse(pool)).print();
    }

    private void work(SplittableRandom random, CountDownLatch begun) {
        Deque<ByteBuf> kept = new ArrayDeque<>();
        try {
            while (!ended) {
                kept.add(pool.directBuffer(2 + random.nextInt(MOST)).writeZero(1));
                ByteBuf last = kept.peekLast();
                last.setByte(last.capacity() - 1, 1);
                if (kept.size() > KEPT) {
                    ByteBuf oldest = kept.poll();
                    if (oldest.getByte(0) != 0 || oldest.getByte(oldest.capacity() - 1) != 1) {
                        throw new IllegalStateException("what was written is gone");
                    }
                    oldest.release();
                    begun.countDown();
                }
                steps++;
                if (random.nextInt(100) == 0) {
                    kept.forEach(ByteBuf::release);
                    kept.clear();
                }
            }
        } catch (Throwable e) {
            failures.add(e);
            begun.countDown();
        }
        kept.forEach(ByteBuf::release);
    }
}
