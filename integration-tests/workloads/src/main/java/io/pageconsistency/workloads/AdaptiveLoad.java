package io.pageconsistency.workloads;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocalThread;

/**
 * Correct use of the adaptive allocator in every way: buffers of all sizes that grow, move, shrink, are sliced and handed from
 * thread to thread, and outlive the thread whose memory they use.
 *
 * <p>Arguments: {@code threads} at the same time; {@code steps} of each; {@code generations} of threads, one after the other;
 * {@code gate}, whether to wait at a gate while the second generation works until the gate is opened.
 */
public final class AdaptiveLoad {
    private static final int KEPT = 50;

    private final List<ByteBufAllocator> pools = List.of(AdaptivePools.cached(true), AdaptivePools.cached(false));
    private final ArrayBlockingQueue<ByteBuf> between = new ArrayBlockingQueue<>(300);
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final int steps;
    private volatile boolean waiting;

    private AdaptiveLoad(int steps) {
        this.steps = steps;
    }

    public static void main(String[] args) throws Exception {
        new Outcome().with("failures", run(new Arguments(args), () -> false)).print();
    }

    /**
     * Runs the generations, and again as long as that is wanted. All of them use the same pools: Netty frees the memory of an allocator
     * that is dropped late or never.
     *
     * @return the number of threads that failed
     */
    static int run(Arguments arguments, BooleanSupplier again) throws Exception {
        AdaptiveLoad load = new AdaptiveLoad(arguments.number("steps", 9_973));
        int threads = arguments.number("threads", 4);
        do {
            load.generation(threads, 0);
            if (arguments.flag("gate", false)) {
                load.generationAtAGate(threads);
            }
            for (int generation = arguments.number("generations", 3); generation > 1; generation--) {
                load.generation(threads, generation);
            }
        } while (again.getAsBoolean());
        load.drain();
        for (Throwable failure : load.failures) {
            failure.printStackTrace();
        }
        return load.failures.size();
    }

    private void generationAtAGate(int threads) throws Exception {
        waiting = true;
        Thread second = new Thread(() -> {
            try {
                generation(threads, 1);
            } catch (InterruptedException e) {
                failures.add(e);
            }
        });
        second.start();
        Gate.await("attach");
        waiting = false;
        second.join();
    }

    private void generation(int threads, int seed) throws InterruptedException {
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            SplittableRandom random = new SplittableRandom(seed * 1_000L + i);
            Runnable work = () -> work(random);
            // Netty's own threads have their own memory, and give it up when they end.
            Thread thread = i % 2 == 0 ? new FastThreadLocalThread(work) : new Thread(work);
            all.add(thread);
            thread.start();
        }
        for (Thread thread : all) {
            thread.join();
        }
    }

    private void work(SplittableRandom random) {
        ArrayDeque<ByteBuf> kept = new ArrayDeque<>();
        try {
            for (int step = 0; step < steps || waiting; step++) {
                ByteBuf buffer = used(allocated(random), random);
                switch (random.nextInt(3)) {
                    case 0 -> buffer.release();
                    case 1 -> kept.add(buffer);
                    default -> handOver(buffer);
                }
                if (kept.size() > KEPT) {
                    kept.poll().release();
                }
            }
        } catch (Throwable e) {
            failures.add(e);
        }
        // Leaves some of them to later threads.
        while (kept.size() > KEPT / 2) {
            kept.poll().release();
        }
        kept.forEach(this::handOver);
    }

    private ByteBuf allocated(SplittableRandom random) {
        ByteBufAllocator pool = pools.get(random.nextInt(pools.size()));
        int size = 1 + random.nextInt(sizes(random.nextInt(2_000)));
        return random.nextInt(4) == 0 ? pool.heapBuffer(size) : pool.directBuffer(size);
    }

    /** Mostly small sizes, and some for every kind of chunk. */
    private static int sizes(int kind) {
        return kind < 1_700 ? 2_000 : kind < 1_960 ? 20_000 : kind < 1_996 ? 200_000 : 1_500_000;
    }

    private static ByteBuf used(ByteBuf buffer, SplittableRandom random) {
        buffer.writeByte(1);
        int capacity = buffer.capacity();
        switch (random.nextInt(8)) {
            case 0 -> buffer.capacity(2 * capacity);
            case 1 -> buffer.capacity((capacity + 1) / 2);
            case 2 -> {
                ByteBuf part = buffer.retainedSlice(0, 1);
                buffer.release();
                return part;
            }
            case 3 -> {
                for (int i = 0; i < 3 && buffer.capacity() < 10_000; i++) {
                    buffer.ensureWritable(buffer.writableBytes() + 100);
                    buffer.writeZero(buffer.writableBytes());
                }
            }
            case 4 -> buffer.readRetainedSlice(1).release();
            default -> { }
        }
        return buffer;
    }

    private void handOver(ByteBuf buffer) {
        if (!between.offer(buffer)) {
            buffer.release();
        }
        ByteBuf other = between.poll();
        if (other != null && !between.offer(other)) {
            other.release();
        }
        ByteBuf oldest = between.size() > 200 ? between.poll() : null;
        if (oldest != null) {
            oldest.release();
        }
    }

    private void drain() {
        for (ByteBuf buffer = between.poll(); buffer != null; buffer = between.poll()) {
            buffer.release();
        }
    }
}
