package io.pageconsistency.workloads;

import java.util.ArrayDeque;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.pageconsistency.PageConsistency;

/**
 * A load with a known number of hand-outs.
 *
 * <p>Every eleventh buffer grows out of its slot, which is one more hand-out and one more take-back.
 *
 * <p>Arguments: {@code allocations}; {@code cached}, which uses only what Netty had before 4.1.52.
 */
public final class CountedLoad {
    private static final int KEPT = 101;
    private static final int GROWS = 11;
    private static final int LARGEST = 9_973;

    private CountedLoad() {
    }

    public static void main(String[] args) {
        Arguments arguments = new Arguments(args);
        int allocations = arguments.number("allocations", 99_991);
        boolean cached = arguments.flag("cached", false);
        PooledByteBufAllocator pool = cached ? new PooledByteBufAllocator(true) : Pools.uncached(1, 0);
        long before = PageConsistency.frees();
        ArrayDeque<ByteBuf> kept = new ArrayDeque<>();
        int handOuts = 0;
        for (int i = 0; i < allocations; i++) {
            int size = 1 + i % LARGEST;
            ByteBuf buffer = i % 2 == 0 ? pool.directBuffer(size) : pool.heapBuffer(size);
            handOuts++;
            if (i % GROWS == 0) {
                buffer.capacity(4 * LARGEST);
                handOuts++;
            }
            kept.add(buffer);
            if (kept.size() > KEPT) {
                kept.poll().release();
            }
        }
        kept.forEach(ByteBuf::release);
        new Outcome().with("handOuts", handOuts).with("takeBacksCounted", PageConsistency.frees() - before).print();
    }
}
