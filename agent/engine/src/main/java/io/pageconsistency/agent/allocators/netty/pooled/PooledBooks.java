package io.pageconsistency.agent.allocators.netty.pooled;

import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.pageconsistency.agent.allocators.netty.Peek;
import io.pageconsistency.agent.audit.Books;
import io.pageconsistency.agent.audit.Comparison;
import io.pageconsistency.agent.audit.Stock;
import io.pageconsistency.bitmap.SlotMap;
import io.pageconsistency.region.Region;

/**
 * The books of a chunk of the pooled allocator.
 *
 * <p>The pool changes runs under the arena's lock, and slots under the lock of the list for their size. The hooks run under the
 * same locks. So a thread that holds them reads books and record of the same moment.
 */
final class PooledBooks implements Books {
    private final MethodHandle unpooled;
    private final MethodHandle arena;
    private final MethodHandle freeBytes;
    private final MethodHandle subpages;
    /** Null if the lock is the arena's monitor. */
    private final MethodHandle lock;
    private final FreeRuns runs;
    private final SlotBooks slots;
    private final PooledStock stock;

    /** @throws ReflectiveOperationException if the fields are not as expected */
    PooledBooks(Class<?> chunk, Consumer<Class<?>> opener) throws ReflectiveOperationException {
        Peek peek = new Peek(opener);
        Class<?> arenaType = Peek.typeOf(chunk, "arena");
        unpooled = peek.get(chunk, "unpooled", boolean.class);
        arena = peek.get(chunk, "arena", Object.class);
        freeBytes = peek.get(chunk, "freeBytes", int.class);
        subpages = peek.get(chunk, "subpages", Object.class);
        lock = peek.getIfThere(arenaType, "lock", Object.class);
        runs = new FreeRuns(chunk, peek);
        slots = new SlotBooks(Peek.typeOf(chunk, "subpages").getComponentType(), arenaType, peek);
        stock = new PooledStock(chunk, arenaType, peek);
    }

    @Override
    public Stock stock() {
        return stock;
    }

    /** There are no books of a chunk for one buffer. */
    @Override
    public boolean areKept(Object chunk) {
        try {
            return !(boolean) unpooled.invokeExact(chunk);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean areBehindMonitors() {
        return lock == null;
    }

    @Override
    public boolean compare(Object chunk, Comparison with) throws Throwable {
        Object place = (Object) arena.invokeExact(chunk);
        List<Integer> cut = new ArrayList<>();
        boolean read = with.during(lock == null ? place : (Object) lock.invokeExact(place), () -> {
            Object[] all = (Object[]) (Object) subpages.invokeExact(chunk);
            pages(chunk, with);
            for (int page = 0; page < all.length; page++) {
                if (all[page] != null && slots.isAlive(all[page])) {
                    cut.add(page);
                } else {
                    notCut(page, with);
                }
            }
        });
        for (int page : read ? cut : List.<Integer>of()) {
            Object subpage = ((Object[]) (Object) subpages.invokeExact(chunk))[page];
            // Another thread may have removed the subpage since, and made another one.
            read &= subpage == null || with.during(slots.lock(subpage, place), () -> slots(chunk, page, subpage, with));
        }
        return read;
    }

    private void pages(Object chunk, Comparison with) throws Throwable {
        long pageSize = with.region().pageSize();
        long listed = runs.compare(chunk, with) * pageSize;
        long free = with.freePages() * pageSize;
        int bytes = (int) freeBytes.invokeExact(chunk);
        // If the queues lack some runs, the figure is right when it equals what they list. The missing runs are reported already.
        if (bytes != listed || with.isClean()) {
            with.figure("freeBytes", 0, with.region().pageCount(), bytes, free, free + with.unknownPages() * pageSize);
        }
    }

    /**
     * Slots that only the pool knows of are allowed, since the record may have missed them. Slots that only the record knows of are
     * a contradiction.
     */
    private static void notCut(int page, Comparison with) {
        SlotMap map = with.region().slotsAt(page);
        if (map != null && map.reserved() > 0) {
            with.contradiction("subpages", page, map.runPages(), "expected the run to be cut into slots, of which "
                    + map.reserved() + " are in use, as by the record, but to the chunk there are none");
        }
    }

    private void slots(Object chunk, int page, Object subpage, Comparison with) throws Throwable {
        if (((Object[]) (Object) subpages.invokeExact(chunk))[page] != subpage || !slots.isAlive(subpage)) {
            return;
        }
        Region region = with.region();
        SlotMap map = region.slotsAt(page);
        if (map != null) {
            slots.compare(subpage, page, map, with);
        } else if (!region.isAdopted() && region.findings() == 0 && !region.pages.isUnknown(page)) {
            with.contradiction("subpages", page, 1, "expected the run not to be cut into slots, as by the record, but to the chunk it is");
        }
    }
}
