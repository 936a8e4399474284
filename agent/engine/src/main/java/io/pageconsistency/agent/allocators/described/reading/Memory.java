package io.pageconsistency.agent.allocators.described.reading;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.ToLongFunction;

import io.pageconsistency.agent.allocators.described.model.PoolDescription.Arrays;
import io.pageconsistency.agent.allocators.described.model.PoolDescription.Numbers;
import io.pageconsistency.pools.PoolKind.Unit;

/**
 * Determines which memory a value stands for.
 *
 * <p>A direct buffer or a native segment stands for all addresses that it can reach, whatever a buffer's position and limit are. A
 * heap buffer has no address. If the buffer covers its whole array, it stands for the array, so that a duplicate stands for the
 * same memory. Otherwise it stands for itself, because one array may hold many pages. An array of bytes, or of any type that is
 * neither an object nor a possible address or page number, is memory itself. Every other object is known by its identity. Null, a
 * negative number and the address 0 are not memory.
 *
 * <p>Immutable.
 */
final class Memory {
    /** The size is not given. */
    static final long UNSAID = -1;

    private final ToLongFunction<Object> addresses;
    private final Numbers numbers;
    private final boolean arraysAreMemory;
    private final boolean staticLong;

    /**
     * @param addresses returns the address of a direct buffer's first byte, whatever its position
     * @param staticLong whether unboxed numbers are {@code long}
     */
    Memory(ToLongFunction<Object> addresses, Numbers numbers, Arrays arrays, boolean staticLong) {
        this.addresses = addresses;
        this.numbers = numbers;
        this.arraysAreMemory = arrays == Arrays.MEMORY;
        this.staticLong = staticLong;
    }

    /**
     * @param said the size according to the description
     * @return whether the taker wants more pieces
     */
    boolean take(Object value, Said said, Taker taker) throws Throwable {
        if (value instanceof ByteBuffer buffer) {
            return buffer(buffer, said.orElse(buffer.capacity()), taker);
        }
        if (value == null) {
            return true;
        }
        if (Segments.is(value)) {
            return segment(value, said.orElse(Segments.size(value)), taker);
        }
        if (value instanceof Number number) {
            return number(number.longValue(), number instanceof Long, said, taker);
        }
        return taker.take(Unit.IDENTITY, value, 0, said.bytes());
    }

    /** Whether a value is memory that has an address and a length of its own. */
    static boolean isNative(Object value) throws Throwable {
        return value instanceof ByteBuffer buffer ? buffer.isDirect() : Segments.is(value) && Segments.isNative(value);
    }

    /** The length of {@linkplain #isNative native} memory, in bytes. */
    static long length(Object memory) throws Throwable {
        return memory instanceof ByteBuffer buffer ? buffer.capacity() : Segments.size(memory);
    }

    /** The address of {@linkplain #isNative native} memory. */
    long address(Object memory) throws Throwable {
        return memory instanceof ByteBuffer ? addresses.applyAsLong(memory) : Segments.address(memory);
    }

    boolean number(long number, Said said, Taker taker) {
        return number(number, staticLong, said, taker);
    }

    private boolean number(long number, boolean wide, Said said, Taker taker) {
        Numbers meaning = numbers != Numbers.BY_TYPE ? numbers : wide ? Numbers.ADDRESSES : Numbers.PAGES;
        // The highest bit of an address may be set, so negative values are allowed. -1 usually means failure.
        if (meaning == Numbers.ADDRESSES ? number == 0 || number == -1 : number < 0) {
            return true;
        }
        return taker.take(unit(meaning), null, number, meaning == Numbers.PAGES ? said.numbered() : said.bytes());
    }

    private static Unit unit(Numbers meaning) {
        return switch (meaning) {
            case PAGES -> Unit.INDEX;
            case OFFSETS -> Unit.OFFSET;
            default -> Unit.ADDRESS;
        };
    }

    private boolean buffer(ByteBuffer buffer, long size, Taker taker) {
        int capacity = buffer.capacity();
        if (buffer.isDirect()) {
            return taker.take(Unit.ADDRESS, buffer, addresses.applyAsLong(buffer), size);
        }
        boolean whole = buffer.hasArray() && buffer.arrayOffset() == 0 && buffer.array().length == capacity;
        return taker.take(Unit.IDENTITY, whole ? buffer.array() : buffer, 0, size);
    }

    private static boolean segment(Object segment, long size, Taker taker) throws Throwable {
        return Segments.isNative(segment) ? taker.take(Unit.ADDRESS, segment, Segments.address(segment), size)
                : taker.take(Unit.IDENTITY, Segments.memory(segment), 0, size);
    }

    /** Whether a value contains memory and is not memory itself. */
    boolean isContainer(Object value) {
        return value instanceof Iterable || value instanceof Optional || isFuture(value)
                || value != null && !arraysAreMemory && value.getClass().isArray() && mayHold(value.getClass().getComponentType());
    }

    private static boolean mayHold(Class<?> element) {
        return !element.isPrimitive() || element == int.class || element == long.class || element == short.class;
    }

    static boolean isFuture(Object value) {
        return value instanceof CompletionStage || value instanceof Future;
    }

    /** The length of an array. */
    static int count(Object array) {
        return Array.getLength(array);
    }

    static Object element(Object array, int index) {
        return Array.get(array, index);
    }
}
