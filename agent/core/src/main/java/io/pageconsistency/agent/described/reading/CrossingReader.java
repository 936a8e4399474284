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
    private final boolean handsOut;
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
     * @param pageSize the way from the pool to its page size, or null
     * @param addresses of direct buffers, whatever their position
     */
    CrossingReader(PoolDescription described, BoundCrossing crossing, Route pageSize, ClassLoader loader, Openings openings,
            ToLongFunction<Object> addresses) throws ReflectiveOperationException {
        handsOut = crossing.crossing().kind() == Crossing.Kind.HAND_OUT;
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
        memory = new Memory(addresses, described.numbers(), wide);
    }

    private static long constant(Amount amount) {
        return amount == null || amount.path() != null ? Memory.UNSAID : amount.constant();
    }

    /** @return null where the method has no pool's object at hand */
    Object pool(Object root) throws Throwable {
        return pool == null ? null : pool.object(root);
    }

    /** Tells the taker each piece. */
    void read(Object pool, Object root, long number, Object sizeRoot, long sizeNumber, Taker taker) throws Throwable {
        if (condition != null && Boolean.TRUE.equals(condition.object(root)) != wanted) {
            return;
        }
        long said = inBytes(pool, size == null ? constantSize : size.number(sizeRoot, sizeNumber));
        if (page.length() == 0 && root instanceof ByteBuffer) {
            memory.take(root, said, said, taker);
            return;
        }
        long usual = said != Memory.UNSAID || !handsOut ? said : usual(pool);
        if (beginsAtNumber) {
            memory.number(number, usual, taker);
        } else {
            follow(root, 0, said, usual, taker);
        }
    }

    /** What a hand-out is long of which nothing is said. */
    private long usual(Object pool) throws Throwable {
        return pagesAreNumbered ? inBytes(pool, 1) : pageBytes(pool);
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
        long said = inBytes(pool, constantSize);
        follow(value, step, said, said != Memory.UNSAID || !handsOut ? said : usual(pool), taker);
    }

    private boolean follow(Object from, int first, long said, long usual, Taker taker) throws Throwable {
        Object value = from;
        for (int i = first; value != null && i < page.length(); i++) {
            if (page.isEach(i)) {
                return each(value, i + 1, said, usual, taker);
            }
            if (i == page.length() - 1 && page.endsInNumber()) {
                return memory.number(page.lastStep(value), said == Memory.UNSAID ? usual : said, taker);
            }
            value = page.step(i, value);
        }
        return Memory.isContainer(value) ? each(value, page.length(), said, usual, taker) : memory.take(value, said, usual, taker);
    }

    private boolean each(Object container, int step, long said, long usual, Taker taker) throws Throwable {
        if (Memory.isFuture(container)) {
            return taker.later(container, step);
        }
        if (container instanceof Optional<?> optional) {
            return follow(optional.orElse(null), step, said, usual, taker);
        }
        if (container instanceof Iterable<?> all) {
            for (Object element : all) {
                if (!follow(element, step, said, usual, taker)) {
                    return false;
                }
            }
            return true;
        }
        for (int i = 0, n = Memory.length(container); i < n; i++) {
            if (!follow(Memory.element(container, i), step, said, usual, taker)) {
                return false;
            }
        }
        return true;
    }
}
