package org.example;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * Allocates, checks and releases buffers. Prints one line, {@code SERVED buffers=… sum=…}, the same in every run. With the argument
 * {@code broken}, a run of pages is then freed twice without the buffer's reference count.
 */
public final class Service {
    private static final int BUFFERS = 19_997;
    private static final int LARGEST = 49_999;
    private static final int KEPT = 101;
    private static final int PAGE = 8_192;
    private static final int ORDER = 7;
    private static final int RUN = 5 * PAGE;

    /** Keeps what was broken on purpose. If it were collected, the effects of the collection would be reported as well. */
    private static final List<Object> BROKEN = new ArrayList<>();

    private Service() {
    }

    public static void main(String[] args) throws ReflectiveOperationException {
        serve(args.length > 0 && args[0].equals("broken"));
    }

    static void serve(boolean broken) throws ReflectiveOperationException {
        System.out.println("SERVED buffers=" + BUFFERS + " sum=" + work(pool()));
        if (broken) {
            freeTwice(pool());
            System.out.println("BROKEN");
        }
    }

    private static PooledByteBufAllocator pool() {
        return new PooledByteBufAllocator(true, 1, 1, PAGE, ORDER, 0, 0, false);
    }

    private static long work(PooledByteBufAllocator pool) {
        ArrayDeque<ByteBuf> kept = new ArrayDeque<>();
        long sum = 0;
        for (int i = 0; i < BUFFERS; i++) {
            int size = Long.BYTES + (int) (i * 7_919L % LARGEST);
            ByteBuf buffer = i % 2 == 0 ? pool.directBuffer(size) : pool.heapBuffer(size);
            kept.add(buffer.setLong(size - Long.BYTES, i));
            if (kept.size() > KEPT) {
                sum += take(kept.poll());
            }
        }
        while (!kept.isEmpty()) {
            sum += take(kept.poll());
        }
        return sum;
    }

    private static long take(ByteBuf buffer) {
        long value = buffer.getLong(buffer.capacity() - Long.BYTES);
        buffer.release();
        return value;
    }

    private static void freeTwice(PooledByteBufAllocator pool) throws ReflectiveOperationException {
        BROKEN.add(pool);
        BROKEN.add(pool.directBuffer(RUN));
        // Netty's leak detector wraps some buffers.
        ByteBuf wrapped = pool.directBuffer(RUN);
        ByteBuf buffer = wrapped.getClass().getSimpleName().startsWith("Pooled") ? wrapped : wrapped.unwrap();
        Object chunk = field(buffer, "chunk");
        Object arena = field(chunk, "arena");
        long handle = (long) field(buffer, "handle");
        int maxLength = (int) field(buffer, "maxLength");
        buffer.release();
        for (Method method : arena.getClass().getSuperclass().getDeclaredMethods()) {
            if (method.getName().equals("free") && method.getParameterCount() == 5) {
                method.setAccessible(true);
                try {
                    method.invoke(arena, chunk, null, handle, maxLength, null);
                } catch (InvocationTargetException e) {
                    throw new IllegalStateException("the pool refused", e.getCause());
                }
                return;
            }
        }
        throw new IllegalStateException("another Netty than expected");
    }

    private static Object field(Object object, String name) throws ReflectiveOperationException {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field.get(object);
                }
            }
        }
        throw new NoSuchFieldException(name);
    }
}
