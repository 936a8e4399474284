package io.pageconsistency.agent.instrument;

import java.lang.reflect.Field;
import java.lang.reflect.Method;

/** Netty in its own class loader, used through reflection. */
final class NettyCopy {
    private final ClassLoader loader;
    private final String home;

    NettyCopy(ClassLoader loader) {
        this(loader, "io.");
    }

    /** @param prefix the part of the copy's names before {@code netty.} */
    NettyCopy(ClassLoader loader, String prefix) {
        this.loader = loader;
        home = prefix + "netty.";
    }

    Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(home + "buffer." + name, true, loader);
    }

    Object pooled() throws ReflectiveOperationException {
        return type("PooledByteBufAllocator").getConstructor(boolean.class).newInstance(true);
    }

    Object adaptive() throws ReflectiveOperationException {
        return type("AdaptiveByteBufAllocator").getConstructor().newInstance();
    }

    Object unpooled() throws ReflectiveOperationException {
        return type("UnpooledByteBufAllocator").getConstructor(boolean.class).newInstance(true);
    }

    Object buffer(Object allocator, int size) throws ReflectiveOperationException {
        return type("ByteBufAllocator").getMethod("directBuffer", int.class).invoke(allocator, size);
    }

    boolean release(Object buffer) throws ReflectiveOperationException {
        Method release = Class.forName(home + "util.ReferenceCounted", true, loader).getMethod("release");
        return (boolean) release.invoke(buffer);
    }

    /** Uses a slot, a run, and a chunk for one buffer. */
    void use() throws ReflectiveOperationException {
        Object allocator = pooled();
        for (int size : new int[] {100, 100_000, 40_000_000}) {
            release(buffer(allocator, size));
        }
    }

    /** Returns an allocator with the given numbers of arenas, with or without thread caches. */
    Object pooled(int heapArenas, int directArenas, boolean cached) throws ReflectiveOperationException {
        return type("PooledByteBufAllocator").getConstructor(boolean.class, int.class, int.class, int.class, int.class, int.class,
                int.class, boolean.class, int.class).newInstance(true, heapArenas, directArenas, 8192, 7, cached ? 64 : 0,
                        cached ? 32 : 0, cached, 0);
    }

    Object heapBuffer(Object allocator, int size) throws ReflectiveOperationException {
        return type("ByteBufAllocator").getMethod("heapBuffer", int.class).invoke(allocator, size);
    }

    /** Releases a buffer, and then its memory a second time. */
    void releaseTwice(Object given) throws ReflectiveOperationException {
        // Netty's leak detector wraps some buffers.
        Object buffer = given.getClass().getSimpleName().endsWith("LeakAwareByteBuf") ? field(given, "buf") : given;
        Object chunk = field(buffer, "chunk");
        Object arena = field(chunk, "arena");
        Object handle = field(buffer, "handle");
        Object length = field(buffer, "maxLength");
        Object cache = field(buffer, "cache");
        release(given);
        for (Method method : type("PoolArena").getDeclaredMethods()) {
            if (method.getName().equals("free") && method.getParameterCount() == 5) {
                method.setAccessible(true);
                method.invoke(arena, chunk, null, handle, length, cache);
            }
        }
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
