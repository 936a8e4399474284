package io.pageconsistency.agent.weaving;

import java.lang.reflect.Method;

/** Netty in a class loader of its own, used through reflection. */
final class NettyCopy {
    private final ClassLoader loader;
    private final String home;

    NettyCopy(ClassLoader loader) {
        this(loader, "io.");
    }

    /** @param prefix what stands before {@code netty.} in the copy's names */
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

    Object buffer(Object allocator, int size) throws ReflectiveOperationException {
        return type("ByteBufAllocator").getMethod("directBuffer", int.class).invoke(allocator, size);
    }

    boolean release(Object buffer) throws ReflectiveOperationException {
        Method release = Class.forName(home + "util.ReferenceCounted", true, loader).getMethod("release");
        return (boolean) release.invoke(buffer);
    }

    /** A slot, a run, and a chunk of their own. */
    void use() throws ReflectiveOperationException {
        Object allocator = pooled();
        for (int size : new int[] {100, 100_000, 40_000_000}) {
            release(buffer(allocator, size));
        }
    }
}
