package io.pageconsistency.workloads;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

import io.netty.buffer.ByteBuf;

/**
 * The part of a chunk that a buffer of the adaptive allocator occupies, and the allocator's own methods, to do with them what no
 * correct program can do. Uses reflection and names like {@link Internals}.
 */
final class Segment {
    private static final String[] OF_THE_BUFFER = {"chunk", "startIndex", "adjustment", "rootParent", "maxFastCapacity", "length",
        "segmentId"};

    private final ByteBuf buffer;
    private final Object chunk;
    private final int start;
    private final int reserved;
    private final Object[] state = new Object[OF_THE_BUFFER.length];

    /** Reads the state of a buffer. It stays usable after the buffer was released. */
    Segment(ByteBuf given) {
        // Netty's leak detector wraps some buffers.
        buffer = given.getClass().getSimpleName().endsWith("LeakAwareByteBuf")
                ? (ByteBuf) get(field(given.getClass(), "buf"), given) : given;
        for (int i = 0; i < state.length; i++) {
            Field field = field(buffer.getClass(), OF_THE_BUFFER[i]);
            state[i] = field == null ? null : get(field, buffer);
        }
        chunk = state[0];
        start = (int) (state[1] != null ? state[1] : state[2]);
        reserved = (int) (state[4] != null ? state[4] : state[5]);
    }

    /** Whether a take-back tells the chunk where the memory begins. In older releases only the buffer knows. */
    boolean comesBackByItsStart() {
        return state[1] != null;
    }

    /** Gives the memory back to its chunk, as the release of the buffer does. */
    void free() {
        free(start);
    }

    /** Does the same with an address that is this many bytes after the beginning. */
    void freeBehind(int bytes) {
        free(start + bytes);
    }

    private void free(int from) {
        if (!comesBackByItsStart()) {
            // Another buffer object gets the same memory and gives it back.
            ByteBuf other = newBuffer();
            for (int i = 0; i < state.length; i++) {
                Field field = field(other.getClass(), OF_THE_BUFFER[i]);
                if (field != null && state[i] != null) {
                    set(field, other, OF_THE_BUFFER[i].equals("adjustment") ? from : state[i]);
                }
            }
            call(other, "deallocate");
        } else if (method(chunk, "releaseSegment", 2) != null) {
            call(chunk, "releaseSegment", from, reserved);
        } else {
            call(chunk, "releaseSegment", from);
        }
    }

    /** Gives the memory to another buffer as well. */
    ByteBuf handOutAgain() {
        ByteBuf other = newBuffer();
        Object delegate = get(field(chunk.getClass(), "delegate"), chunk);
        if (method(other, "init", 7) != null) {
            call(other, "init", delegate, chunk, 0, 0, start, reserved, Integer.MAX_VALUE);
        } else if (method(other, "init", 8) != null) {
            call(other, "init", delegate, chunk, 0, 0, start, reserved, reserved, Integer.MAX_VALUE);
        } else {
            call(other, "init", delegate, chunk, 0, 0, start, reserved, reserved, Integer.MAX_VALUE, state[6]);
        }
        return other;
    }

    /**
     * Makes the allocator take the chunk's pieces for twice as long as they are. Returns whether the chunk has pieces of one size.
     */
    boolean growPieces() {
        Object magazine = get(field(chunk.getClass(), "magazine"), chunk);
        Field controller = field(magazine.getClass(), "chunkController");
        Object sizes = controller == null ? null : get(controller, magazine);
        Field size = sizes == null ? null : field(sizes.getClass(), "segmentSize");
        if (size != null) {
            set(size, sizes, 2 * (int) get(size, sizes));
        }
        return size != null;
    }

    /** Makes the allocator take the chunk for empty. */
    void empty() {
        call(chunk, "deallocate");
    }

    /** Creates a buffer without memory. No recycler owns it. */
    private ByteBuf newBuffer() {
        Constructor<?> made = buffer.getClass().getDeclaredConstructors()[0];
        made.setAccessible(true);
        Field handle = field(buffer.getClass(), "handle");
        try {
            ByteBuf other = (ByteBuf) made.newInstance(get(handle, buffer));
            call(other, "resetRefCnt");
            return other;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Field field(Class<?> of, String name) {
        for (Class<?> type = of; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field;
                }
            }
        }
        return null;
    }

    private static Object get(Field field, Object object) {
        try {
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void set(Field field, Object object, Object value) {
        try {
            field.set(object, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Method method(Object object, String name, int arguments) {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals(name) && method.getParameterCount() == arguments && !method.isBridge()) {
                    method.setAccessible(true);
                    return method;
                }
            }
        }
        return null;
    }

    /** Calls a method. Its errors are passed on, except the allocator's own complaints about the misuse. */
    private static void call(Object object, String name, Object... arguments) {
        try {
            method(object, name, arguments.length).invoke(object, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error && !(error instanceof AssertionError)) {
                throw error;
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
