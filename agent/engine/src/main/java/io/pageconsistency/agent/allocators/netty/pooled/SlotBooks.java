package io.pageconsistency.agent.allocators.netty.pooled;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.util.BitSet;

import io.pageconsistency.agent.allocators.netty.Peek;
import io.pageconsistency.agent.audit.Comparison;
import io.pageconsistency.bitmap.SlotMap;

/** The books of runs that are cut into slots, which are Netty's subpages, and the locks that cover them. Immutable. */
final class SlotBooks {
    private final MethodHandle alive;
    private final MethodHandle bitmap;
    private final MethodHandle slots;
    private final MethodHandle slotSize;
    private final MethodHandle free;
    private final MethodHandle next;
    private final MethodHandle heads;
    /** The index of the head that a subpage belongs to; null if the index is found by the size of the slots. */
    private final MethodHandle headIndex;
    private final MethodHandle indexOfSize;
    /** The object that knows the sizes; null if this is the arena. */
    private final MethodHandle sizes;
    /** Null if the lock is the monitor of the head. */
    private final MethodHandle lock;

    SlotBooks(Class<?> subpage, Class<?> arena, Peek peek) throws ReflectiveOperationException {
        alive = peek.get(subpage, "doNotDestroy", boolean.class);
        bitmap = peek.get(subpage, "bitmap", Object.class);
        slots = peek.get(subpage, "maxNumElems", int.class);
        slotSize = peek.get(subpage, "elemSize", int.class);
        free = peek.get(subpage, "numAvail", int.class);
        next = peek.get(subpage, "nextAvail", int.class);
        heads = peek.get(arena, "smallSubpagePools", Object.class);
        headIndex = peek.getIfThere(subpage, "headIndex", int.class);
        Field apart = Peek.find(arena, "sizeClass");
        sizes = headIndex == null && apart != null ? peek.get(arena, "sizeClass", Object.class) : null;
        indexOfSize = headIndex != null ? null : peek.call(sizes == null ? arena : apart.getType(), "size2SizeIdx", int.class, int.class);
        lock = peek.getIfThere(subpage, "lock", Object.class);
    }

    boolean isAlive(Object subpage) throws Throwable {
        return (boolean) alive.invokeExact(subpage);
    }

    /** The lock under which a subpage does not change. */
    Object lock(Object subpage, Object arena) throws Throwable {
        int index = headIndex != null ? (int) headIndex.invokeExact(subpage)
                : (int) indexOfSize.invokeExact(sizes == null ? arena : (Object) sizes.invokeExact(arena), (int) slotSize.invokeExact(subpage));
        Object head = ((Object[]) (Object) heads.invokeExact(arena))[index];
        return lock == null ? head : (Object) lock.invokeExact(head);
    }

    /** Compares a subpage that is alive. The caller holds its {@link #lock}. */
    void compare(Object subpage, int page, SlotMap map, Comparison with) throws Throwable {
        int count = (int) slots.invokeExact(subpage);
        int size = (int) slotSize.invokeExact(subpage);
        if (map.slots() != count || map.slotSize() != size) {
            with.contradiction("the subpage", page, map.runPages(), "expected the run to be cut into " + map.slots() + " slots of "
                    + map.slotSize() + " bytes, as by the record, but the subpage has " + count + " of " + size);
            return;
        }
        BitSet used = BitSet.valueOf((long[]) (Object) bitmap.invokeExact(subpage));
        with.slots("the subpage's bitmap", page, map, used);
        int available = (int) free.invokeExact(subpage);
        if (available != count - used.get(0, count).cardinality()) {
            with.figure("the subpage's numAvail", page, map.runPages(), available, freeSlots(map), freeSlots(map) + unknownSlots(map));
        }
        with.freeSlot("the subpage's nextAvail", page, map, (int) next.invokeExact(subpage));
    }

    private static int freeSlots(SlotMap map) {
        int sum = 0;
        for (int slot = 0; slot < map.slots(); slot++) {
            sum += map.isUnknown(slot) || map.isReserved(slot) ? 0 : 1;
        }
        return sum;
    }

    private static int unknownSlots(SlotMap map) {
        int sum = 0;
        for (int slot = 0; slot < map.slots(); slot++) {
            sum += map.isUnknown(slot) ? 1 : 0;
        }
        return sum;
    }
}
