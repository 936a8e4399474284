package io.pageconsistency.demo.scenario;

import java.lang.reflect.Field;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PoolBreaker;
import io.netty.buffer.PooledByteBufAllocator;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.demo.Tally;
import io.pageconsistency.hooks.Checker;

/** A bit of the agent's own record flips. The next operation on that page notices it. */
final class FlippedBit implements Scenario {
    /** Eight pages, so that the second buffer has the region's pages from 8 on. */
    private static final int SIZE = 64 * 1024;
    private static final int PAGE = 10;
    private static final int BIT = 13;

    @Override
    public String name() {
        return "flipped-bit";
    }

    @Override
    public String story() {
        return "A bit flips in the agent's record of pages; the next allocation there notices.";
    }

    @Override
    public Tally expected() {
        return Tally.of(ViolationKind.BITMAP_CORRUPTION, 1);
    }

    @Override
    public void run(Consumer<String> say) {
        PooledByteBufAllocator pool = Pools.withoutCaches();
        ByteBuf first = pool.directBuffer(SIZE);
        flip(new PoolBreaker(first).chunkAddress());
        ByteBuf second = pool.directBuffer(SIZE);
        say.accept("Bit " + BIT + " of the cell of page " + PAGE + " was flipped; the pool itself is sound and goes on.");
        second.release();
        first.release();
    }

    /** The agent has no method for this, so reflection is used. */
    private static void flip(long address) {
        try {
            Field checker = Checker.class.getDeclaredField("OF_THIS_JVM");
            checker.setAccessible(true);
            Object pages = value(((Checker) checker.get(null)).ledger().find(address), "pages");
            ((short[]) value(pages, "cells"))[PAGE] ^= 1 << BIT;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the agent's record looks different from what this demo knows", e);
        }
    }

    private static Object value(Object holder, String name) throws ReflectiveOperationException {
        for (Class<?> type = holder.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field.get(holder);
                }
            }
        }
        throw new NoSuchFieldException(name);
    }
}
