package io.pageconsistency.agent.described.reading;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.ToLongFunction;

import io.pageconsistency.agent.described.binding.BoundCrossing;
import io.pageconsistency.agent.described.binding.Route;
import io.pageconsistency.agent.described.model.Amount;
import io.pageconsistency.agent.described.model.Crossing;
import io.pageconsistency.agent.described.model.PoolDescription;
import io.pageconsistency.agent.described.model.PoolDescription.Numbers;

/** Reads what crosses in one method of one class. Immutable; made with the first operation, and kept with the class. */
final class CrossingReader {
    private final Class<?> type;
    private final boolean plain;
    private final boolean beginsAtNumber;
    private final RouteReader page;
    private final RouteReader size;
    private final RouteReader pool;
    private final RouteReader condition;
    private final boolean wanted;
    private final long constantSize;
    private final RouteReader pageSize;
    private final long constantPageSize;
    private final boolean pagesAreNumbered;
    private final Memory memory;

    /**
     * @param type the class whose method it is
     * @param pageSize the way from the pool to its page size, or null
     * @param addresses of direct buffers, whatever their position
     */
    CrossingReader(PoolDescription described, BoundCrossing crossing, Route pageSize, Class<?> type, Openings openings,
            ToLongFunction<Object> addresses) throws ReflectiveOperationException {
        this.type = type;
        ClassLoader loader = type.getClassLoader();
        beginsAtNumber = crossing.page() != null && crossing.page().isNumber();
        page = RouteReader.of(crossing.page(), loader, openings);
        size = RouteReader.of(crossing.size(), loader, openings);
        pool = RouteReader.of(crossing.pool(), loader, openings);
        condition = RouteReader.of(crossing.condition(), loader, openings);
        wanted = crossing.condition() != null && crossing.crossing().condition().wanted();
        constantSize = constant(crossing.crossing().size());
        this.pageSize = RouteReader.of(pageSize, loader, openings);
        constantPageSize = constant(described.pageSize());
        boolean wide = crossing.page() != null && crossing.page().isLong();
        pagesAreNumbered = described.numbers() == Numbers.PAGES || described.numbers() == Numbers.BY_TYPE && !wide;
        memory = new Memory(addresses, described.numbers(), described.arrays(), wide);
        plain = page != null && page.length() == 0 && (pool == null || pool.length() == 0) && size == null
                && constantSize == Memory.UNSAID;
    }

    private static long constant(Amount amount) {
        return amount == null || amount.path() != null ? Memory.UNSAID : amount.constant();
    }

    /** @return null where the method has no pool's object at hand */
    Object pool(Object root) throws Throwable {
        return pool == null ? null : pool.object(root);
    }

    /** The class whose method it is. */
    Class<?> type() {
        return type;
    }

    /** Whether the memory and the pool are where the ways to them begin, and a size is what the memory says itself. */
    boolean isPlain() {
        return plain;
    }

    /** Of {@linkplain Memory#isNative native} memory. */
    long address(Object memory) throws Throwable {
        return this.memory.address(memory);
    }

    /** Tells the taker each piece. */
    void read(Object pool, Object root, long number, Object sizeRoot, long sizeNumber, Taker taker) throws Throwable {
        if (condition != null && Boolean.TRUE.equals(condition.object(root)) != wanted) {
            return;
        }
        long said = inBytes(pool, size == null ? constantSize : size.number(sizeRoot, sizeNumber));
        if (beginsAtNumber) {
            memory.number(number, said, taker);
        } else {
            follow(root, 0, said, taker);
        }
    }

    /** Where pages are numbered, what is said of a size is how many there are. */
    private long inBytes(Object pool, long said) throws Throwable {
        return pagesAreNumbered && said > 0 ? said * Math.max(1, pageBytes(pool)) : said;
    }

    private long pageBytes(Object pool) throws Throwable {
        return pageSize != null && pool != null ? pageSize.number(pool, 0) : constantPageSize;
    }

    /** From a future that has been completed on. */
    void readLater(Object pool, Object value, int step, Taker taker) throws Throwable {
        follow(value, step, inBytes(pool, constantSize), taker);
    }

    private boolean follow(Object from, int first, long said, Taker taker) throws Throwable {
        Object value = from;
        for (int i = first; value != null && i < page.length(); i++) {
            if (page.isEach(i)) {
                return each(value, i + 1, said, taker);
            }
            if (i == page.length() - 1 && page.endsInNumber()) {
                return memory.number(page.lastStep(value), said, taker);
            }
            value = page.step(i, value);
        }
        return memory.isContainer(value) ? each(value, page.length(), said, taker) : memory.take(value, said, taker);
    }

    private boolean each(Object container, int step, long said, Taker taker) throws Throwable {
        if (Memory.isFuture(container)) {
            return taker.later(container, step);
        }
        if (container instanceof Optional<?> optional) {
            return follow(optional.orElse(null), step, said, taker);
        }
        if (container instanceof Iterable<?> all) {
            for (Object element : all) {
                if (!follow(element, step, said, taker)) {
                    return false;
                }
            }
            return true;
        }
        for (int i = 0, n = Memory.count(container); i < n; i++) {
            if (!follow(Memory.element(container, i), step, said, taker)) {
                return false;
            }
        }
        return true;
    }
}
