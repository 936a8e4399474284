package io.pageconsistency.workloads;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Threads that allocate, resize, share, hand over and release at random, all in the same pool.
 *
 * <p>Buffers that one thread hands over are released by another. All buffers are released at the end.
 */
final class Churn {
    private static final int KEPT = 61;
    private static final int COLLECTIONS = 5;

    private final ByteBufAllocator allocator;
    private final int steps;
    private final int collections;
    private final BlockingQueue<Stamped> handedOver = new ArrayBlockingQueue<>(4 * KEPT);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private long allocations;

    Churn(ByteBufAllocator allocator, int steps) {
        this(allocator, steps, COLLECTIONS);
    }

    /** @param collections how many times the garbage collector runs meanwhile */
    Churn(ByteBufAllocator allocator, int steps, int collections) {
        this.allocator = allocator;
        this.steps = steps;
        this.collections = collections;
    }

    /** Runs to the end on this many new threads. Returns how many buffers they allocated. */
    long run(int threads) {
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Worker worker = new Worker(i);
            worker.setUncaughtExceptionHandler((thread, error) -> failure.compareAndSet(null, error));
            workers.add(worker);
            worker.start();
        }
        for (Worker worker : workers) {
            join(worker);
            allocations += worker.allocated;
        }
        if (failure.get() != null) {
            throw new IllegalStateException("a worker failed", failure.get());
        }
        for (Stamped stamped = handedOver.poll(); stamped != null; stamped = handedOver.poll()) {
            stamped.release();
        }
        return allocations;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts here", e);
        }
    }

    private final class Worker extends Thread {
        private final SplittableRandom random;
        private final ArrayDeque<Stamped> kept = new ArrayDeque<>();
        private long allocated;

        Worker(int number) {
            super("churn-" + number);
            random = new SplittableRandom(1_999_993L * (number + 1));
        }

        @Override
        public void run() {
            int apart = steps / collections + 1;
            for (int step = 0; step < steps; step++) {
                step();
                while (kept.size() > KEPT) {
                    kept.poll().release();
                }
                // The pool's weak and finalizable objects must be collectable at any time.
                if (getName().endsWith("-0") && step % apart == apart / 2) {
                    System.gc();
                }
            }
            while (!kept.isEmpty()) {
                kept.poll().release();
            }
        }

        private void step() {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> allocate();
                case 4 -> resize();
                case 5 -> grow();
                case 6 -> share();
                case 7, 8 -> handOver();
                default -> releaseOfAnother();
            }
        }

        private void allocate() {
            int size = Sizes.next(random);
            ByteBuf buffer = random.nextBoolean() ? allocator.directBuffer(size) : allocator.heapBuffer(size);
            allocated++;
            kept.add(Stamped.write(buffer, random.nextLong()));
        }

        private void resize() {
            Stamped stamped = kept.poll();
            if (stamped != null) {
                kept.add(Stamped.write(stamped.buffer().capacity(Sizes.next(random)), stamped.stamp()));
            }
        }

        private void grow() {
            Stamped stamped = kept.poll();
            if (stamped != null) {
                ByteBuf buffer = stamped.buffer();
                buffer.writerIndex(buffer.capacity()).ensureWritable(random.nextInt(1, Pools.PAGE));
                kept.add(Stamped.write(buffer, stamped.stamp()));
            }
        }

        /** Gives one buffer three owners. The last one to release it gives the memory back. */
        private void share() {
            Stamped stamped = kept.poll();
            if (stamped != null) {
                ByteBuf buffer = stamped.buffer();
                ByteBuf slice = buffer.retainedSlice(0, buffer.capacity());
                ByteBuf duplicate = slice.retainedDuplicate();
                handOver(new Stamped(slice, stamped.stamp()));
                handOver(stamped);
                handOver(new Stamped(duplicate, stamped.stamp()));
            }
        }

        private void handOver() {
            Stamped stamped = kept.poll();
            if (stamped != null) {
                handOver(stamped);
            }
        }

        private void handOver(Stamped stamped) {
            while (!handedOver.offer(stamped)) {
                releaseOfAnother();
            }
        }

        private void releaseOfAnother() {
            Stamped stamped = handedOver.poll();
            if (stamped != null) {
                stamped.release();
            }
        }
    }
}
