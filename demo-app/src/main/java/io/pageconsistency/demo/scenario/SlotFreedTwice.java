package io.pageconsistency.demo.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PoolBreaker;
import io.netty.buffer.PooledByteBufAllocator;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.demo.Tally;

/**
 * A slot of a run is given back twice (netty issue 12564). The second free flips its bit back to "used" and offers it again. The
 * pool fails when it runs out of slots that it believes to have, in a call that does nothing wrong.
 */
final class SlotFreedTwice implements Scenario {
    private static final int SIZE = 256;
    private static final int SLOTS_OF_A_PAGE = 8 * 1024 / SIZE;

    @Override
    public String name() {
        return "slot-freed-twice";
    }

    @Override
    public String story() {
        return "A buffer of 256 bytes, one of 32 slots of a page, goes back twice (netty issue 12564).";
    }

    @Override
    public Tally expected() {
        return Tally.of(ViolationKind.DOUBLE_FREE, 1);
    }

    @Override
    public void run(Consumer<String> say) {
        PooledByteBufAllocator pool = Pools.withoutCaches();
        PoolBreaker buffer = new PoolBreaker(pool.directBuffer(SIZE));
        buffer.release();
        buffer.freeAgain();
        say.accept("Netty accepted both, and goes on.");
        say.accept(goOn(pool));
    }

    private static String goOn(PooledByteBufAllocator pool) {
        List<ByteBuf> innocent = new ArrayList<>();
        try {
            while (innocent.size() <= SLOTS_OF_A_PAGE) {
                innocent.add(pool.directBuffer(SIZE));
            }
            return innocent.size() + " buffers later it has not failed.";
        } catch (AssertionError | IndexOutOfBoundsException e) {
            return innocent.size() + " buffers later it fails, in the call of an innocent user: " + e;
        } finally {
            innocent.forEach(ByteBuf::release);
        }
    }
}
