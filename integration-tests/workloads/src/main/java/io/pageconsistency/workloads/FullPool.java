package io.pageconsistency.workloads;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * A program that does nothing wrong and needs nearly all direct memory it may have: first for a pool, then for large buffers beside
 * the pool. Some of its threads end, and some are virtual if this JDK has them.
 *
 * <p>Argument {@code rounds}. Written for a virtual machine with 8 MiB of direct memory.
 */
public final class FullPool {
    private static final int SIZE = 100_000;
    private static final int SMALL = 9_000;
    private static final int CHUNKS = 6;
    private static final int LARGE = 4 << 20;

    private static final PooledByteBufAllocator POOL = Pools.cached(2, 0);
    private static int failures;

    private FullPool() {
    }

    public static void main(String[] args) throws Exception {
        int rounds = new Arguments(args).number("rounds", 4);
        long mostChunks = 0;
        for (int round = 0; round < rounds; round++) {
            Thread thread = thread(() -> fill(CHUNKS * Pools.CHUNK / 2 * 3 / 4));
            thread.join();
            fill(CHUNKS * Pools.CHUNK * 3 / 4);
            mostChunks = Math.max(mostChunks, chunks());
            POOL.directBuffer(LARGE, LARGE).writeZero(LARGE).release();
        }
        new Outcome().with("failures", failures).with("chunks", mostChunks).with("rounds", rounds).print();
    }

    private static Thread thread(Runnable work) throws ReflectiveOperationException {
        Runnable careful = () -> {
            try {
                work.run();
            } catch (Throwable e) {
                e.printStackTrace();
                failures++;
            }
        };
        if (Runtime.version().feature() >= 21) {
            return (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, careful);
        }
        Thread thread = new Thread(careful);
        thread.start();
        return thread;
    }

    /** Holds this many bytes at once, several times, mostly in buffers that are too large for a cache. */
    private static void fill(int bytes) {
        for (int times = 0; times < 3; times++) {
            List<ByteBuf> held = new ArrayList<>();
            for (int sum = 0; sum < bytes;) {
                int size = held.size() % 4 == 0 ? SMALL : SIZE;
                held.add(POOL.directBuffer(size, size).writeZero(size));
                sum += size;
            }
            held.forEach(ByteBuf::release);
        }
    }

    private static long chunks() {
        return POOL.metric().directArenas().stream().flatMap(arena -> arena.chunkLists().stream()).mapToLong(list -> {
            long count = 0;
            for (Object chunk : list) {
                count += chunk == null ? 0 : 1;
            }
            return count;
        }).sum();
    }
}
