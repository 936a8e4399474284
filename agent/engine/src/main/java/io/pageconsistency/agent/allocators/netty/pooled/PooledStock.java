package io.pageconsistency.agent.allocators.netty.pooled;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.pageconsistency.Extent;
import io.pageconsistency.agent.allocators.netty.Peek;
import io.pageconsistency.agent.audit.Stock;
import io.pageconsistency.hooks.NettyHandle;

/**
 * The memory of the pooled allocator's chunks that lies in the caches of threads.
 *
 * <p>A cache has a queue for each size. Any thread may add to a queue, and only the cache's own thread removes. A thread that
 * removes entries does not add them again. An entry neither moves in the queue's array nor changes while it is in the queue.
 */
final class PooledStock implements Stock {
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(Object[].class);

    /** The package's name, with a dot at its end. */
    private final String home;
    private final Class<?> cache;
    private final MethodHandle arena;
    private final MethodHandle cachesOfArena;
    private final MethodHandle heapArena;
    private final MethodHandle directArena;
    private final MethodHandle freed;
    private final List<MethodHandle> sizes = new ArrayList<>();
    private final MethodHandle queue;
    private final MethodHandle entryChunk;
    private final MethodHandle entryHandle;
    private final Peek peek;
    /** Reads the array of a queue. All queues are of one class, so it is made for the first queue that is found. */
    private volatile MethodHandle arrays;

    /** @throws ReflectiveOperationException if the caches are not as expected */
    PooledStock(Class<?> chunk, Class<?> arenaType, Peek peek) throws ReflectiveOperationException {
        this.peek = peek;
        home = chunk.getName().substring(0, chunk.getName().lastIndexOf('.') + 1);
        cache = Class.forName(home + "PoolThreadCache", false, chunk.getClassLoader());
        arena = peek.get(chunk, "arena", Object.class);
        cachesOfArena = peek.get(arenaType, "numThreadCaches", Object.class);
        heapArena = peek.get(cache, "heapArena", Object.class);
        directArena = peek.get(cache, "directArena", Object.class);
        freed = peek.get(cache, "freed", Object.class);
        for (String each : List.of("smallSubPageHeapCaches", "smallSubPageDirectCaches", "normalHeapCaches", "normalDirectCaches")) {
            sizes.add(peek.get(cache, each, Object.class));
        }
        Class<?> ofOneSize = Peek.typeOf(cache, "smallSubPageHeapCaches").getComponentType();
        queue = peek.get(ofOneSize, "queue", Object.class);
        Class<?> entry = Class.forName(ofOneSize.getName() + "$Entry", false, chunk.getClassLoader());
        entryChunk = peek.get(entry, "chunk", Object.class);
        entryHandle = peek.get(entry, "handle", long.class);
    }

    /** Only these classes give memory back and take it out of a cache. The classes that they call do neither. */
    @Override
    public boolean isInside(StackTraceElement frame) {
        String name = frame.getClassName();
        return name.startsWith("Pool", home.length()) && name.startsWith(home)
                && (name.startsWith("PoolArena", home.length()) || name.startsWith("PoolThreadCache", home.length())
                        || name.startsWith("PoolChunk", home.length()));
    }

    /**
     * The arena's count of caches includes a cache from the end of its constructor until its {@code free} is done. So all caches
     * were read if the count equals the number of unfreed caches that were read, both before and after the reading.
     */
    @Override
    public boolean read(Object chunk, List<Object> caches, Shelf into) throws Throwable {
        Object of = (Object) arena.invokeExact(chunk);
        AtomicInteger count = (AtomicInteger) (Object) cachesOfArena.invokeExact(of);
        int before = count.get();
        int inUse = 0;
        for (Object each : caches) {
            if (cache.isInstance(each)
                    && ((Object) heapArena.invokeExact(each) == of || (Object) directArena.invokeExact(each) == of)) {
                inUse += ((AtomicBoolean) (Object) freed.invokeExact(each)).get() ? 0 : 1;
                for (MethodHandle size : sizes) {
                    read((Object[]) (Object) size.invokeExact(each), chunk, into);
                }
            }
        }
        return inUse == before && count.get() == before;
    }

    private void read(Object[] caches, Object chunk, Shelf into) throws Throwable {
        for (int i = 0; caches != null && i < caches.length; i++) {
            Object entries = caches[i] == null ? null : (Object) queue.invokeExact(caches[i]);
            if (entries != null && !((Queue<?>) entries).isEmpty()) {
                Object array = arrayOf(entries);
                int length = array instanceof Object[] plain ? plain.length : ((AtomicReferenceArray<?>) array).length();
                for (int at = 0; at < length; at++) {
                    Object entry = array instanceof Object[] plain ? ELEMENT.getVolatile(plain, at) : ((AtomicReferenceArray<?>) array).get(at);
                    if (entry != null && (Object) entryChunk.invokeExact(entry) == chunk) {
                        has((long) entryHandle.invokeExact(entry), into);
                    }
                }
            }
        }
    }

    private static void has(long handle, Shelf into) {
        long page = handle >>> NettyHandle.PAGE_SHIFT;
        if ((handle & NettyHandle.SLOT) != 0) {
            into.has(page, 1, (int) handle);
        } else {
            into.has(page, handle >>> NettyHandle.COUNT_SHIFT & NettyHandle.COUNT_MASK, Extent.NO_SLOT);
        }
    }

    private Object arrayOf(Object entries) throws Throwable {
        MethodHandle known = arrays;
        if (known == null) {
            known = peek.get(entries.getClass(), "buffer", Object.class);
            arrays = known;
        }
        return (Object) known.invokeExact(entries);
    }
}
