package io.pageconsistency.workloads;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The internals of a pooled buffer, and the pool's own methods, to do with them what no correct program can do.
 *
 * <p>Uses reflection and names, which are the same in every covered Netty and in shaded copies.
 */
final class Internals {
    private static final int OFFSET_SHIFT = 49;
    private static final int PAGES_SHIFT = 34;
    private static final long IN_USE = 1L << 33;

    /** Cached, because a program may call these methods a million times. */
    private static final ClassValue<Map<String, Optional<Method>>> METHODS = new ByName<>();
    private static final ClassValue<Map<String, Optional<Field>>> FIELDS = new ByName<>();

    private final Object buffer;
    private final Object chunk;
    private final Object arena;
    private final Object cache;
    private final long handle;
    private final int offset;
    private final int length;
    private final int maxLength;

    private static final class ByName<T> extends ClassValue<Map<String, Optional<T>>> {
        @Override
        protected Map<String, Optional<T>> computeValue(Class<?> type) {
            return new ConcurrentHashMap<>();
        }
    }

    private Internals(Object buffer) throws ReflectiveOperationException {
        this.buffer = buffer;
        chunk = field(buffer, "chunk");
        arena = field(chunk, "arena");
        cache = field(buffer, "cache");
        handle = (long) field(buffer, "handle");
        offset = (int) field(buffer, "offset");
        length = (int) field(buffer, "length");
        maxLength = (int) field(buffer, "maxLength");
    }

    /** Reads the state of a buffer. It stays usable after the buffer was released. */
    static Internals of(Object pooledBuffer) {
        try {
            // Netty's leak detector wraps some buffers.
            boolean wrapped = pooledBuffer.getClass().getSimpleName().endsWith("LeakAwareByteBuf");
            return new Internals(wrapped ? field(pooledBuffer, "buf") : pooledBuffer);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    Object chunk() {
        return chunk;
    }

    /** The first page of the buffer's run. */
    int page() {
        return (int) (handle >>> OFFSET_SHIFT);
    }

    /** The slot of the buffer in its run. */
    int slot() {
        return (int) handle;
    }

    /** The first page that a handle names. */
    static int pageOf(long handle) {
        return (int) (handle >>> OFFSET_SHIFT);
    }

    /** Removes the run that begins at a page from one of the pool's queues of free runs. */
    static void loseRun(Object queue, int page) {
        try {
            Object array = field(queue, "array");
            for (int i = (int) field(queue, "size"); i > 0; i--) {
                long handle = array instanceof int[] halves ? (long) halves[i] << Integer.SIZE : ((long[]) array)[i];
                if (pageOf(handle) == page) {
                    call(queue, "remove", array instanceof int[] halves ? (Object) halves[i] : (Object) handle);
                    return;
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds the run to the chunk's list of free runs. */
    void list() {
        call(chunk, "insertAvailRun", page(), (int) (handle >>> PAGES_SHIFT & 0x7fff), handle & ~IN_USE);
    }

    /** Gives the memory back to the arena, as the release of the buffer does. */
    void free() {
        freeInArena(handle);
    }

    /** Does the same with a pool that fails while it takes the memory back. */
    void freeInVain() {
        inVain("parent", this::free);
    }

    /** Makes the pool fail while it creates a second buffer over the same memory. */
    void handOutInVain() {
        inVain("arena", () -> handOutTo(newBuffer()));
    }

    /** Runs a task with the chunk, but with one of the chunk's fields set to null, so that the task fails. */
    private void inVain(String field, Runnable task) {
        Object value = set(chunk, field, null);
        try {
            task.run();
        } catch (IllegalStateException e) {
            return;
        } finally {
            set(chunk, field, value);
        }
        throw new IllegalStateException("the pool works without " + field);
    }

    /** Gives a run other than the buffer's back to the arena. */
    void freeRun(int page, int pages) {
        freeInArena((long) page << OFFSET_SHIFT | (long) pages << PAGES_SHIFT | IN_USE);
    }

    private void freeInArena(long freed) {
        call(arena, "free", chunk, (ByteBuffer) null, freed, maxLength, cache);
    }

    /** Gives the memory back to the chunk while the buffer still holds it. */
    void reclaim() {
        call(chunk, "free", handle, maxLength, (ByteBuffer) null);
    }

    /** Creates a second buffer over the same memory. */
    Object handOutAgain() {
        Object second = newBuffer();
        handOutTo(second);
        return second;
    }

    /** Creates a buffer without memory. */
    Object newBuffer() {
        return call(arena, "newByteBuf", Integer.MAX_VALUE);
    }

    /**
     * Gives a buffer all of a chunk that is created for it, and makes the buffer believe that the chunk is longer by some bytes.
     */
    Object handOutWhole(int capacity, int more) {
        Object second = newBuffer();
        call(second, "initUnpooled", call(arena, "newUnpooledChunk", capacity), capacity + more);
        return second;
    }

    /** Gives the memory to another buffer as well. The memory may be a part of a chunk or a whole chunk. */
    void handOutTo(Object second) {
        if (handle == 0 && maxLength > Pools.CHUNK) {
            call(second, "initUnpooled", chunk, length);
        } else if (takes(second, "init", 8)) {
            call(second, "init", chunk, (ByteBuffer) null, handle, offset, length, maxLength, cache, false);
        } else {
            call(second, "init", chunk, (ByteBuffer) null, handle, offset, length, maxLength, cache);
        }
    }

    /** The chunk of a buffer, or null if the buffer has no memory. */
    static Object chunkOf(Object pooledBuffer) {
        try {
            return field(pooledBuffer, "chunk");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a task while the arena's lock is held. In older releases of Netty that is its monitor. */
    void inItsLock(Runnable task) {
        if (takes(arena, "lock", 0)) {
            call(arena, "lock");
            try {
                task.run();
            } finally {
                call(arena, "unlock");
            }
        } else {
            synchronized (arena) {
                task.run();
            }
        }
    }

    /** Gives the whole chunk back to the operating system. */
    void destroyChunk() {
        call(arena, "destroyChunk", chunk);
    }

    /** A text that is equal for two buffers only if they have the same memory. */
    String place() {
        return System.identityHashCode(chunk) + ":" + offset;
    }

    @Override
    public String toString() {
        return buffer + " at page " + page();
    }

    static Object field(Object object, String name) throws ReflectiveOperationException {
        Field field = FIELDS.get(object.getClass()).computeIfAbsent(name, key -> find(object.getClass(), name)).orElseThrow(
                () -> new NoSuchFieldException(object.getClass().getName() + "." + name));
        return field.get(object);
    }

    private static Optional<Field> find(Class<?> of, String name) {
        for (Class<?> type = of; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return Optional.of(field);
                }
            }
        }
        return Optional.empty();
    }

    /** Sets a field and returns its former value. */
    private static Object set(Object object, String name, Object value) {
        try {
            Field field = object.getClass().getDeclaredField(name);
            field.setAccessible(true);
            Object before = field.get(object);
            field.set(object, value);
            return before;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean takes(Object object, String name, int arguments) {
        return method(object, name, arguments).isPresent();
    }

    static Object call(Object object, String name, Object... arguments) {
        Method method = method(object, name, arguments.length).orElseThrow(
                () -> new IllegalStateException(object.getClass().getName() + " has no " + name));
        try {
            return method.invoke(object, arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot call " + method, e);
        }
    }

    private static Optional<Method> method(Object object, String name, int arguments) {
        return METHODS.get(object.getClass()).computeIfAbsent(name + arguments, key -> find(object.getClass(), name, arguments));
    }

    private static Optional<Method> find(Class<?> of, String name, int arguments) {
        for (Class<?> type = of; type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals(name) && method.getParameterCount() == arguments && !method.isBridge()) {
                    method.setAccessible(true);
                    return Optional.of(method);
                }
            }
        }
        return Optional.empty();
    }
}
