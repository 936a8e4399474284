package io.pageconsistency.agent.allocators.netty.buffers;

import java.lang.reflect.Field;

import io.pageconsistency.life.BufferReader;

/**
 * Reads Netty's buffers after a failure. It calls the public methods of the {@code ByteBuf} that a buffer inherits from, in
 * whichever library copy.
 *
 * <p>Nothing about the classes is cached, because a cache would keep them alive.
 */
public final class NettyBuffer implements BufferReader {
    private static final String BUFFER = ".netty.buffer.ByteBuf";
    private static final String COUNTED = ".netty.buffer.AbstractReferenceCountedByteBuf";
    /** Buffers of these classes own memory that would be lost with them. */
    private static final String OWNERS = ".netty.buffer.ByteBufUtil$ThreadLocal";
    private static final String REFUSAL = ".netty.util.IllegalReferenceCountException";
    private static final String COUNT = "refCnt: ";
    /** The most nested views that are followed, so that a cycle cannot make an endless loop. */
    private static final int DEEPEST = 64;

    /**
     * If the message contains the count, it must be 0. The library throws the same exception for a release by too much and for an
     * overflow of the count.
     */
    @Override
    public boolean isRefusal(Throwable thrown) {
        String message = thrown.getMessage();
        return ends(thrown.getClass(), REFUSAL)
                && (message == null || !message.startsWith(COUNT) || message.equals(COUNT + "0")
                || message.startsWith(COUNT + "0,"));
    }

    @Override
    public Object deadBuffer(Object buffer) {
        Object at = buffer;
        for (int depth = 0; at != null && depth < DEEPEST; depth++) {
            if (superclass(at.getClass(), COUNTED) != null && count(at) == 0) {
                return at;
            }
            Object delegate = delegate(at);
            if (delegate != null && count(delegate) == 0) {
                return delegate;
            }
            Object next = call(at, "unwrap");
            at = next == at ? null : next;
        }
        return buffer;
    }

    @Override
    public boolean isReusable(Object object) {
        return superclass(object.getClass(), COUNTED) != null && !object.getClass().getName().contains(OWNERS);
    }

    @Override
    public long length(Object buffer) {
        return call(buffer, "capacity") instanceof Integer length ? length : -1;
    }

    private static int count(Object buffer) {
        return call(buffer, "refCnt") instanceof Integer count ? count : -1;
    }

    /**
     * The object that holds a view's reference count in place of the viewed buffer; null if there is none, or if it cannot be read.
     */
    private static Object delegate(Object buffer) {
        try {
            Field field = buffer.getClass().getDeclaredField("referenceCountDelegate");
            field.setAccessible(true);
            return field.get(buffer);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    /** Null if there is no such method, or if it throws. */
    private static Object call(Object buffer, String method) {
        try {
            Class<?> type = superclass(buffer.getClass(), BUFFER);
            return type == null ? null : type.getMethod(method).invoke(buffer);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    private static Class<?> superclass(Class<?> type, String end) {
        Class<?> each = type;
        while (each != null && !ends(each, end)) {
            each = each.getSuperclass();
        }
        return each;
    }

    /** Whether a class has this name, with or without a prefix before it. */
    private static boolean ends(Class<?> type, String end) {
        return type.getName().endsWith(end) || type.getName().equals(end.substring(1));
    }
}
