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
 * Threads allocate, write, read and release in chunks that are opened and closed, while fences are switched on and off and child
 * processes start.
 *
 * <p>Arguments: {@code times}, how many times; {@code agent}, the jar of an agent that is attached and stopped each time. Without
 * that jar an active agent is switched between modes.
 */
public final class FencesComeAndGo {
    private static final int THREADS = 3;
    private static final int KEPT = 20;
    private static final int MOST = 100_000;
    private static final int STEPS = 200;
    private static final int CHILDREN = 3;

    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final PooledByteBufAllocator pool = Pools.uncached(2, 0);
    private final Outcome outcome = new Outcome();
    private volatile boolean ended;
    private volatile long steps;

    private FencesComeAndGo() {
    }

    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args);
        String agent = arguments.text("agent", "");
        int times = arguments.number("times", 10);
        FencesComeAndGo load = new FencesComeAndGo();
        if (agent.isEmpty()) {
            load.run(times, turn -> PageConsistency.switchMode(turn % 2 == 0 ? Mode.TEST : Mode.PRODUCTION));
            load.outcome.print();
        } else {
            AgentComesAndGoes comes = new AgentComesAndGoes(agent, "fence=all,poison=all,quarantine=1m,scrub=100ms");
            load.run(times, turn -> comes.once());
            comes.print(load.outcome);
        }
    }

    private interface Turn {
        void take(int number) throws Exception;
    }

    private void run(int times, Turn turn) throws Exception {
        CountDownLatch begun = new CountDownLatch(THREADS);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            SplittableRandom random = new SplittableRandom(i);
            Thread thread = new Thread(() -> work(random, begun));
            threads.add(thread);
            thread.start();
        }
        begun.await();
        int turns = 0;
        int children = 0;
        try {
            while (turns < times && failures.isEmpty()) {
                turn.take(turns);
                turns++;
                long until = steps + STEPS;
                if (turns % (times / CHILDREN) == 0) {
                    children += new ProcessBuilder("true").start().waitFor() == 0 ? 1 : 0;
                }
                while (steps < until && failures.isEmpty()) {
                    Thread.onSpinWait();
                }
            }
        } finally {
            ended = true;
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (Throwable failure : failures) {
            failure.printStackTrace();
        }
        outcome.with("failures", failures.size()).with("turns", turns).with("children", children)
                // The quarantine has given its memory back to the pool.
                .with("inUse", Pools.inUse(pool));
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
