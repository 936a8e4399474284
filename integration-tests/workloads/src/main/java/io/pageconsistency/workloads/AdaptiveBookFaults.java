package io.pageconsistency.workloads;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;

/**
 * Changes the internal state of the adaptive allocator by reflection, once for each kind of state that this Netty has, and compares
 * it with the record twice.
 *
 * <p>Prints the same lines as {@link BookFaults}.
 */
public final class AdaptiveBookFaults {
    private static final int SMALL = 1_000;
    private static final int LARGE = 40_000;
    private static final List<Object> BROKEN = new ArrayList<>();

    private AdaptiveBookFaults() {
    }

    public static void main(String[] args) {
        // Otherwise the leak detector would wrap some of the buffers whose internals are read.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        for (boolean large : new boolean[] {false, true}) {
            ByteBufAllocator pool = AdaptivePools.cached(false);
            BROKEN.add(pool);
            List<ByteBuf> held = List.of(pool.directBuffer(large ? LARGE : SMALL), pool.directBuffer(large ? LARGE : SMALL));
            BROKEN.add(held);
            spoil(held.get(1));
        }
        new Outcome().print();
    }

    private static void spoil(ByteBuf buffer) {
        Object chunk = get(buffer, "chunk");
        if (has(chunk, "buddies")) {
            BookFaults.scenario("buddies-in-use-marked-free", () -> {
                byte[] tree = (byte[]) get(chunk, "buddies");
                for (int i = 0; i < tree.length; i++) {
                    tree[i] &= 0x3f;
                }
                put(chunk, "allocatedBytes", 0);
            }, "0 4 -1");
        } else if (has(chunk, "segmentSize")) {
            int size = (int) get(chunk, "segmentSize");
            int start = has(buffer, "startIndex") ? (int) get(buffer, "startIndex") : (int) get(buffer, "adjustment");
            Object list = get(chunk, has(chunk, "externalFreeList") ? "externalFreeList" : "freeList");
            // Two segments have been taken, so there is room for one.
            BookFaults.scenario("segment-in-use-listed", () -> Internals.call(list, "offer", has(buffer, "startIndex") ? start : start / size),
                    start / size + " 1 -1");
        } else if (get(get(chunk, "magazine"), "current") == chunk) {
            BookFaults.scenario("bytes-in-use-to-be-carved", () -> put(chunk, "allocatedBytes", 0), "0 1 -1");
        }
    }

    private static Object get(Object object, String field) {
        try {
            return Internals.field(object, field);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean has(Object object, String field) {
        try {
            Internals.field(object, field);
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    private static void put(Object object, String name, int value) {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                field.setInt(object, value);
                return;
            } catch (NoSuchFieldException e) {
                // The field may be inherited.
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException(name);
    }
}
