package io.pageconsistency.recipes;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Healthy use of a pool by several threads. Some give back what others have got. At the end all memory is given back. */
final class Traffic<T> {
    private static final int THREADS = 4;
    private static final int ROUNDS = 5_003;
    private static final int MOST_HELD = 8;
    private static final int MARK = 0x5eed5eed;

    /** Takes memory from a pool. */
    interface Acquire<T> {
        T get(Random random) throws Exception;
    }

    /** Gives memory back to its pool. */
    interface Release<T> {
        void back(T memory) throws Exception;
    }

    private final Acquire<T> acquire;
    private final Release<T> release;
    private final Deque<T> handedOver = new ArrayDeque<>();

    private Traffic(Acquire<T> acquire, Release<T> release) {
        this.acquire = acquire;
        this.release = release;
    }

    static <T> void run(Acquire<T> acquire, Release<T> release) throws Exception {
        Traffic<T> traffic = new Traffic<>(acquire, release);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int seed = i;
            all.add(threads.submit(() -> {
                traffic.use(new Random(seed));
                return null;
            }));
        }
        try {
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            // Also after a failure, because the other threads must not keep the program from ending.
            threads.shutdown();
        }
        for (T left : traffic.handedOver) {
            release.back(left);
        }
    }

    private void use(Random random) throws Exception {
        Deque<T> held = new ArrayDeque<>();
        for (int i = 0; i < ROUNDS; i++) {
            T got = held.size() < MOST_HELD ? acquire.get(random) : null;
            if (got != null) {
                write(got);
                held.add(got);
            }
            if (!held.isEmpty() && random.nextInt(3) != 0) {
                release.back(read(held.poll()));
            }
            if (!held.isEmpty() && random.nextInt(8) == 0) {
                T others = swap(held.poll());
                if (others != null) {
                    held.add(others);
                }
            }
        }
        for (T left : held) {
            release.back(left);
        }
    }

    private static <T> void write(T memory) {
        if (memory instanceof ByteBuffer buffer && buffer.capacity() >= Integer.BYTES) {
            buffer.duplicate().clear().putInt(buffer.capacity() - Integer.BYTES, MARK);
        }
    }

    /** Reads memory that is held, which must work whatever guards are on free memory. */
    private static <T> T read(T memory) {
        if (memory instanceof ByteBuffer buffer && buffer.capacity() >= Integer.BYTES
                && buffer.duplicate().clear().getInt(buffer.capacity() - Integer.BYTES) != MARK) {
            throw new AssertionError("what was written is gone");
        }
        return memory;
    }

    /** Leaves a piece for another thread, and takes one that another thread has left. */
    private synchronized T swap(T mine) {
        handedOver.add(mine);
        return handedOver.size() > THREADS ? handedOver.poll() : null;
    }
}
