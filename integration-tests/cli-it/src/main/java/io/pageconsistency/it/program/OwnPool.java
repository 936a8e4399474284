package io.pageconsistency.it.program;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;

import io.pageconsistency.hooks.Checker;
import io.pageconsistency.hooks.PoolHooks;
import io.pageconsistency.region.Region;

/** A pool of 64 pages with exactly known figures. Needs the agent. */
final class OwnPool {
    private static final int PAGE = 8192;
    private static final int PAGES = 64;

    private final Object chunk = new Object();
    private final ByteBuffer memory = ByteBuffer.allocateDirect(PAGES * PAGE);

    /** Claims 20 pages, 5 of which are held. */
    OwnPool() {
        PoolHooks.opened("own", chunk, memory, 0, PAGES * PAGE, PAGE, true);
        PoolHooks.reserved(chunk, 0, 20);
        PoolHooks.handedOut(chunk, 0, 5, 0, 5 * PAGE);
    }

    void allocateAndFree() {
        PoolHooks.handedOut(chunk, 5, 2, 5 * PAGE, 2 * PAGE);
        PoolHooks.takingBack(chunk, 5, 2);
    }

    void freeTwice() {
        allocateAndFree();
        PoolHooks.takingBack(chunk, 5, 2);
    }

    /** Damages the record as a stray write would. The agent has no method for that, so this uses reflection. */
    void damage() throws ReflectiveOperationException {
        Field checker = Checker.class.getDeclaredField("OF_THIS_JVM");
        checker.setAccessible(true);
        Region region = ((Checker) checker.get(null)).ledger().regions().iterator().next();
        short[] cells = (short[]) field(field(region, "pages"), "cells");
        cells[0] ^= 1 << 13;
    }

    private static Object field(Object object, String name) throws ReflectiveOperationException {
        Class<?> type = object.getClass();
        while (true) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return field.get(object);
            } catch (NoSuchFieldException e) {
                type = type.getSuperclass();
                if (type == null) {
                    throw e;
                }
            }
        }
    }
}
