package io.pageconsistency.agent.allocators.netty.pooled;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.WeakHashMap;

import io.pageconsistency.agent.allocators.netty.Peek;
import io.pageconsistency.boot.OwnRights;
import io.pageconsistency.freed.Quarantine;
import io.pageconsistency.hooks.NettyHandle;

/**
 * Gives memory back to the chunks of the pooled allocator with {@code PoolArena.freeChunk}, as a thread's cache does when it has
 * too much.
 *
 * <p>The method handles of a library copy refer to the application's classes. They are held weakly, so that they do not keep these
 * classes alive, and are made again after the collector has taken them.
 */
public final class PooledWayBack implements Quarantine.WayBack {
    private static final String FREE = "freeChunk";
    private static final int PARAMETERS = 6;
    private static final int SIZE_CLASS = 3;

    /** The method handles of one library copy. */
    private record Way(MethodHandle arena, MethodHandle free, Object small, Object normal) {
        void give(Object chunk, long handle, int length) throws Throwable {
            free.invokeExact((Object) arena.invokeExact(chunk), chunk, handle, length, (handle & NettyHandle.SLOT) != 0 ? small : normal);
        }
    }

    private static final Way NONE = new Way(null, null, null, null);

    private final Map<Class<?>, WeakReference<Way>> ways = new WeakHashMap<>();

    @Override
    public boolean isKnown(Object chunk) {
        return way(chunk.getClass()) != NONE;
    }

    @Override
    public void give(Object chunk, long handle, long length) throws Throwable {
        way(chunk.getClass()).give(chunk, handle, (int) length);
    }

    private synchronized Way way(Class<?> chunk) {
        WeakReference<Way> known = ways.get(chunk);
        Way way = known == null ? null : known.get();
        if (way == null) {
            way = OwnRights.in(() -> found(chunk));
            ways.put(chunk, new WeakReference<>(way));
        }
        return way;
    }

    /**
     * Returns {@link #NONE} if the classes are not as expected. Their package is open to the agent already, because the chunk has a
     * region.
     */
    private static Way found(Class<?> chunk) {
        try {
            Peek peek = new Peek(type -> { });
            for (Method method : Peek.typeOf(chunk, "arena").getDeclaredMethods()) {
                Class<?>[] types = method.getParameterTypes();
                if (method.getName().equals(FREE) && types.length == PARAMETERS && types[SIZE_CLASS].isEnum()) {
                    method.setAccessible(true);
                    // The arguments: no ByteBuffer for the next user, and not called from a finalizer.
                    MethodHandle free = MethodHandles.insertArguments(MethodHandles.lookup().unreflect(method), SIZE_CLASS + 2, null, false)
                            .asType(MethodType.methodType(void.class, Object.class, Object.class, long.class, int.class, Object.class));
                    return new Way(peek.get(chunk, "arena", Object.class), free, constant(types[SIZE_CLASS], "Small"),
                            constant(types[SIZE_CLASS], "Normal"));
                }
            }
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            // The copy is not known, so none of its memory is quarantined.
        }
        return NONE;
    }

    private static Object constant(Class<?> type, String name) throws NoSuchFieldException {
        for (Object each : type.getEnumConstants()) {
            if (((Enum<?>) each).name().equals(name)) {
                return each;
            }
        }
        throw new NoSuchFieldException(type.getName() + "." + name);
    }
}
