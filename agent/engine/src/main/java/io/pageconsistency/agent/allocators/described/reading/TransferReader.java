package io.pageconsistency.agent.allocators.described.reading;

import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

import io.pageconsistency.agent.allocators.described.binding.BoundTransfer;
import io.pageconsistency.agent.allocators.described.binding.Route;
import io.pageconsistency.agent.allocators.described.model.Amount;
import io.pageconsistency.agent.allocators.described.model.PoolDescription;

/** Reads what one method of one class transfers. Immutable. It is made at the first operation and kept with the class. */
final class TransferReader {
    private static final long ALL = Long.MAX_VALUE;

    private final Class<?> type;
    private final boolean plain;
    private final boolean beginsAtNumber;
    private final RouteReader page;
    private final RouteReader size;
    private final RouteReader pool;
    private final ConditionReader condition;
    private final RangeReader range;
    private final RareRoute holder;
    private final long constantSize;
    private final Amount.Unit unit;
    private final RouteReader pageSize;
    private final long constantPageSize;
    private final Memory memory;

    /**
     * @param type the class that the method is woven into
     * @param pageSize the route from the pool to its page size; null if there is none
     * @param addresses returns the address of a direct buffer's first byte, whatever its position
     */
    TransferReader(PoolDescription described, BoundTransfer transfer, Route pageSize, Class<?> type, Openings openings,
            ToLongFunction<Object> addresses) throws ReflectiveOperationException {
        this.type = type;
        ClassLoader loader = type.getClassLoader();
        beginsAtNumber = transfer.page() != null && transfer.page().isNumber();
        page = RouteReader.of(transfer.page(), loader, openings);
        size = RouteReader.of(transfer.size(), loader, openings);
        pool = RouteReader.of(transfer.pool(), loader, openings);
        List<RareRoute> rare = RareRoute.of(transfer, loader, openings);
        condition = transfer.condition() == null ? null : new ConditionReader(transfer.condition(), rare.get(0), rare.get(1));
        range = transfer.range() == null ? null : new RangeReader(transfer.range(), rare.get(2), rare.get(3));
        holder = rare.get(4);
        constantSize = constant(transfer.transfer().size());
        unit = transfer.transfer().size() == null ? Amount.Unit.UNSAID : transfer.transfer().size().unit();
        this.pageSize = RouteReader.of(pageSize, loader, openings);
        constantPageSize = constant(described.pageSize());
        boolean wide = transfer.page() != null && transfer.page().isLong();
        memory = new Memory(addresses, described.numbers(), described.arrays(), wide);
        plain = page != null && page.length() == 0 && (pool == null || pool.length() == 0) && size == null
                && constantSize == Memory.UNSAID && condition == null && range == null && holder == null;
    }

    private static long constant(Amount amount) {
        return amount == null || amount.path() != null ? Memory.UNSAID : amount.constant();
    }

    /** @return null if the method has no access to the pool's object */
    Object pool(Object root) throws Throwable {
        return pool == null ? null : pool.object(root);
    }

    /** Whether the description names a holder. */
    boolean hasHolder() {
        return holder != null;
    }

    /** The object through which the memory is used; null if the description has none, or if the object is null. */
    Object holder(Object root, Object[] roots) throws Throwable {
        return holder == null ? null : holder.object(root, roots);
    }

    /** The class that the method is woven into. */
    Class<?> type() {
        return type;
    }

    /** Whether the roots are the memory and the pool themselves, and the memory has all other information. */
    boolean isPlain() {
        return plain;
    }

    /** The address of {@linkplain Memory#isNative native} memory. */
    long address(Object memory) throws Throwable {
        return this.memory.address(memory);
    }

    /**
     * Passes each piece of memory to the taker.
     *
     * @param roots as for {@link RareRoute}
     */
    void read(Object pool, Object root, long number, Object sizeRoot, long sizeNumber, Object[] roots, Taker taker) throws Throwable {
        if (condition != null && !condition.crosses(root, roots)) {
            return;
        }
        Said said = said(pool, size == null ? constantSize : size.number(sizeRoot, sizeNumber));
        if (beginsAtNumber) {
            memory.number(number, said, taker);
        } else if (range == null) {
            follow(root, 0, 0, ALL, said, taker);
        } else {
            follow(root, 0, range.from(root, roots), range.end(root, roots), said, taker);
        }
    }

    private Said said(Object pool, long size) throws Throwable {
        return size < 0 ? Said.NOTHING : Said.of(size, unit, size == 0 ? 1 : Math.max(1, pageBytes(pool)), this.size == null);
    }

    private long pageBytes(Object pool) throws Throwable {
        return pageSize != null && pool != null ? pageSize.number(pool, 0) : constantPageSize;
    }

    /** Continues after a future, which has been completed. */
    void readLater(Object pool, Object value, int step, Taker taker) throws Throwable {
        follow(value, step, 0, ALL, said(pool, constantSize), taker);
    }

    /**
     * @param from the first element that is transferred, of the first array or collection on the way
     * @param end the index after the last element
     */
    private boolean follow(Object start, int first, long from, long end, Said said, Taker taker) throws Throwable {
        Object value = start;
        for (int i = first; value != null && i < page.length(); i++) {
            if (page.isEach(i)) {
                return each(value, i + 1, from, end, said, taker);
            }
            if (i == page.length() - 1 && page.endsInNumber()) {
                return memory.number(page.lastStep(value), said, taker);
            }
            value = page.step(i, value);
        }
        return memory.isContainer(value) ? each(value, page.length(), from, end, said, taker) : memory.take(value, said, taker);
    }

    private boolean each(Object container, int step, long from, long end, Said said, Taker taker) throws Throwable {
        if (Memory.isFuture(container)) {
            return taker.later(container, step);
        }
        if (container instanceof Optional<?> optional) {
            return follow(optional.orElse(null), step, from, end, said, taker);
        }
        if (container instanceof Iterable<?> all) {
            long index = 0;
            for (Object element : all) {
                if (index >= from && index < end && !follow(element, step, 0, ALL, said, taker)) {
                    return false;
                }
                index++;
            }
            return true;
        }
        for (int i = (int) Math.max(0, from), n = (int) Math.min(end, Memory.count(container)); i < n; i++) {
            if (!follow(Memory.element(container, i), step, 0, ALL, said, taker)) {
                return false;
            }
        }
        return true;
    }
}
