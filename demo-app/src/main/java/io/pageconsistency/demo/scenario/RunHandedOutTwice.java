package io.pageconsistency.demo.scenario;

import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PoolBreaker;
import io.netty.buffer.PooledByteBufAllocator;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.demo.Tally;

/** The same run is in a thread's cache twice, so two users get it. Neither of them is guilty. */
final class RunHandedOutTwice implements Scenario {
    private static final int SIZE = 32 * 1024;

    @Override
    public String name() {
        return "run-handed-out-twice";
    }

    @Override
    public String story() {
        return "A run of 32 KiB got into a thread cache twice, and two users are given it.";
    }

    @Override
    public Tally expected() {
        return Tally.of(ViolationKind.DOUBLE_ALLOC, 1);
    }

    @Override
    public void run(Consumer<String> say) {
        PooledByteBufAllocator pool = Pools.withCaches();
        PoolBreaker buffer = new PoolBreaker(pool.directBuffer(SIZE));
        buffer.release();
        buffer.cacheAgain();
        ByteBuf first = firstUser(pool);
        ByteBuf second = secondUser(pool);
        say.accept(overwrites(first, second)
                ? "What the second user wrote stands in the first user's buffer."
                : "The two buffers do not overlap.");
        first.release();
        second.release();
        // Empties the cache now. Otherwise its finalizer would return both entries to the arena at some later time.
        pool.trimCurrentThreadCache();
    }

    private static ByteBuf firstUser(PooledByteBufAllocator pool) {
        return pool.directBuffer(SIZE);
    }

    private static ByteBuf secondUser(PooledByteBufAllocator pool) {
        return pool.directBuffer(SIZE);
    }

    private static boolean overwrites(ByteBuf first, ByteBuf second) {
        first.setInt(0, 1);
        second.setInt(0, 2);
        return first.getInt(0) == 2;
    }
}
