package io.pageconsistency.workloads;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.pageconsistency.PageConsistency;
import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.ViolationListener;

/**
 * Faults of the memory of unpooled buffers that only a broken program, or a broken reference count, can make.
 *
 * <p>First does the same as an {@link UnpooledLoad}. Prints {@code SCENARIO name} before the {@linkplain Found findings}, and how
 * many calls were refused.
 */
public final class UnpooledFaults {
    private static final long DEADLINE_NANOS = 300_000_000_000L;
    private static final long PAUSE_MILLIS = 20;
    private static final int SIZE = 5_000;

    /**
     * Keeps everything that was broken on purpose. If it were collected, the effects of the collection would be reported as well.
     */
    private static final List<Object> BROKEN = new ArrayList<>();
    private static final Map<String, Scenario> ALL = new LinkedHashMap<>();
    private static int refused;

    private interface Scenario {
        void run() throws ReflectiveOperationException, InterruptedException;
    }

    static {
        ALL.put("freed-twice", () -> freedTwice(Unpooled.directBuffer(SIZE)));
        ALL.put("freed-twice-on-the-heap", () -> freedTwice(UnpooledByteBufAllocator.DEFAULT.heapBuffer(SIZE)));
        ALL.put("freed-before-its-release", UnpooledFaults::freedBeforeItsRelease);
        ALL.put("freed-while-held", UnpooledFaults::freedWhileHeld);
        ALL.put("freed-after-it-moved", UnpooledFaults::freedAfterItMoved);
        ALL.put("dropped", UnpooledFaults::dropped);
        ALL.put("released-twice", UnpooledFaults::releasedTwice);
    }

    private UnpooledFaults() {
    }

    public static void main(String[] args) {
        // Otherwise the leak detector would wrap some of the buffers whose internals are read.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        Outcome outcome = new Outcome();
        System.out.println("SCENARIO nothing-wrong");
        Found.during(() -> {
            try {
                UnpooledLoad.run(new Arguments(args), outcome);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        ALL.forEach((name, scenario) -> {
            System.out.println("SCENARIO " + name);
            Found.during(() -> attempt(scenario));
        });
        outcome.with("refused", refused).print();
    }

    private static void attempt(Scenario scenario) {
        try {
            scenario.run();
        } catch (PageConsistencyError e) {
            refused++;
        } catch (ReflectiveOperationException | InterruptedException e) {
            if (e.getCause() instanceof PageConsistencyError) {
                refused++;
            } else {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Frees the memory as if the reference count reached zero twice. */
    private static void freedTwice(ByteBuf buffer) {
        BROKEN.add(buffer);
        buffer.release();
        attempt(() -> deallocate(buffer));
    }

    /** Frees the memory before the reference count reaches zero. */
    private static void freedBeforeItsRelease() throws ReflectiveOperationException {
        ByteBuf buffer = Unpooled.directBuffer(SIZE);
        BROKEN.add(buffer);
        deallocate(buffer);
        attempt(buffer::release);
    }

    private static void freedAfterItMoved() throws ReflectiveOperationException {
        ByteBuf buffer = Unpooled.directBuffer(SIZE);
        buffer.capacity(2 * SIZE);
        freedTwice(buffer);
    }

    /** Frees the memory while the buffer still holds it. */
    private static void freedWhileHeld() throws ReflectiveOperationException {
        ByteBuf buffer = Unpooled.directBuffer(SIZE);
        BROKEN.add(buffer);
        Object cleanable = fieldOrNull(buffer, "cleanable");
        if (cleanable == null) {
            method(buffer, "freeDirect", ByteBuffer.class).invoke(buffer, fieldOrNull(buffer, "buffer"));
        } else {
            Method clean = Class.forName("io.netty.util.internal.CleanableDirectBuffer").getMethod("clean");
            clean.setAccessible(true);
            clean.invoke(cleanable);
        }
    }

    private static void dropped() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        ViolationListener listener = violation -> told.countDown();
        PageConsistency.addListener(listener);
        Unpooled.directBuffer(SIZE).writeByte(1);
        for (long end = System.nanoTime() + DEADLINE_NANOS; told.getCount() > 0 && System.nanoTime() < end;) {
            System.gc();
            told.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
        PageConsistency.removeListener(listener);
    }

    /** Releases a buffer twice, which the reference count refuses. */
    private static void releasedTwice() {
        ByteBuf buffer = Unpooled.directBuffer(SIZE);
        BROKEN.add(buffer);
        buffer.release();
        try {
            buffer.release();
        } catch (RuntimeException e) {
            BROKEN.add(e);
        }
    }

    private static void deallocate(ByteBuf buffer) throws ReflectiveOperationException {
        method(buffer, "deallocate").invoke(buffer);
    }

    private static Method method(Object object, String name, Class<?>... parameters) {
        Class<?> type = object.getClass();
        while (true) {
            try {
                Method method = type.getDeclaredMethod(name, parameters);
                method.setAccessible(true);
                return method;
            } catch (NoSuchMethodException e) {
                type = type.getSuperclass();
            }
        }
    }

    private static Object fieldOrNull(Object object, String name) throws IllegalAccessException {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field.get(object);
                }
            }
        }
        return null;
    }
}
