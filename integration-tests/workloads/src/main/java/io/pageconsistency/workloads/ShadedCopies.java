package io.pageconsistency.workloads;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies of Netty below other package names, each used as the library does that contains it: with Netty's default allocator. First
 * nothing is wrong, and then a buffer of each is released twice.
 *
 * <p>Argument {@code prefixes}: the names that replace {@code io.netty} in their classes, separated by {@code +}.
 */
public final class ShadedCopies {
    private static final int ALLOCATIONS = 4_999;
    private static final int KEPT = 101;
    private static final int SIZES = 50_021;

    private final Object allocator;
    private final Method directBuffer;
    private final Method heapBuffer;
    private final Method capacity;
    private final Method release;

    private ShadedCopies(String prefix) throws ReflectiveOperationException {
        Class<?> type = Class.forName(prefix + ".buffer.ByteBufAllocator");
        allocator = type.getField("DEFAULT").get(null);
        directBuffer = type.getMethod("directBuffer", int.class);
        heapBuffer = type.getMethod("heapBuffer", int.class);
        capacity = Class.forName(prefix + ".buffer.ByteBuf").getMethod("capacity", int.class);
        release = Class.forName(prefix + ".util.ReferenceCounted").getMethod("release");
    }

    public static void main(String[] args) throws ReflectiveOperationException {
        List<ShadedCopies> copies = new ArrayList<>();
        for (String prefix : new Arguments(args).text("prefixes", "io.netty").split("\\+")) {
            copies.add(new ShadedCopies(prefix));
        }
        for (ShadedCopies copy : copies) {
            copy.load();
        }
        new Outcome().with("after", "load").print();
        for (ShadedCopies copy : copies) {
            copy.releaseTwice();
        }
        new Outcome().print();
    }

    private void load() throws ReflectiveOperationException {
        ArrayDeque<Object> kept = new ArrayDeque<>();
        for (int i = 0; i < ALLOCATIONS; i++) {
            int size = 1 + i * 7_919 % SIZES;
            Object buffer = (i % 5 == 0 ? heapBuffer : directBuffer).invoke(allocator, size);
            if (i % 7 == 0) {
                capacity.invoke(buffer, 2 * size);
            }
            kept.add(buffer);
            if (kept.size() > KEPT) {
                release.invoke(kept.poll());
            }
        }
        for (Object buffer : kept) {
            release.invoke(buffer);
        }
    }

    private void releaseTwice() throws ReflectiveOperationException {
        Object buffer = directBuffer.invoke(allocator, KEPT);
        release.invoke(buffer);
        try {
            release.invoke(buffer);
        } catch (InvocationTargetException e) {
            System.out.println("REFUSED " + e.getCause().getClass().getName());
        }
    }
}
