package io.pageconsistency.verdict;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

import io.pageconsistency.Party;
import io.pageconsistency.background.Deadline;
import io.pageconsistency.verdict.Involved.Transfer;

/**
 * The last transfers of one kind, by the place where their memory begins; a bounded, lossy hash table.
 *
 * <p>Each index has room for two places. The record of a third place replaces the older one. So of a few hundred places that a small
 * program uses, practically none is lost, and a look-up reads one element: the second record hangs on the first.
 *
 * <p>Thread-safe, lock-free. Records are immutable. Of two threads that change the same index at the same moment one may be lost, which
 * loses a record and never confuses two.
 */
final class PartyTable {
    /** With two places each. With stacks of 32 frames, about 0.7 KiB each, and five for a place, two tables stay below 32 MiB. */
    private static final int SIZE = 1 << 12;
    private static final int HASH_SHIFT = Long.SIZE - 12;
    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(Entry[].class);

    /**
     * @param place where the memory begins; a copy of the transfer's, for a quick comparison
     * @param hasAddress whether the place is an address rather than a position in the region
     * @param transfer the memory and the party
     * @param before the previous record of the same place, or null
     * @param other the record of the other place at the same index, or null
     */
    record Entry(int region, long place, boolean hasAddress, Transfer transfer, Entry before, Entry other) {
        /** This record with at most so many earlier ones, and without the other place. */
        Entry with(int more) {
            Entry kept = before == null || more == 0 ? null : before.with(more - 1);
            return kept == before && other == null ? this : new Entry(region, place, hasAddress, transfer, kept, null);
        }

        Entry alone() {
            return other == null ? this : new Entry(region, place, hasAddress, transfer, before, null);
        }

        Party party() {
            return transfer.party();
        }

        private boolean isOf(int ofRegion, long ofPlace) {
            return place == ofPlace && region == ofRegion;
        }

        private boolean settle(Instant youngest) {
            boolean settled = party().when().isBefore(youngest) && party().settle();
            settled |= before != null && before.settle(youngest);
            settled |= other != null && other.settle(youngest);
            return settled;
        }
    }

    private final Entry[] entries = new Entry[SIZE];
    private final int earlier;
    /** The index at which {@link #settle} continues. */
    private int unsettled;

    /** @param earlier how many transfers before the last one are kept for a place */
    PartyTable(int earlier) {
        this.earlier = earlier;
    }

    /** The record of a place, or null. Plain reads, no calls: only final fields of a record are read. */
    Entry find(int region, long place) {
        Entry first = entries[index(region, place)];
        if (first == null || first.place == place && first.region == region) {
            return first;
        }
        Entry second = first.other;
        return second != null && second.place == place && second.region == region ? second : null;
    }

    /** Records a transfer of what begins at a place. */
    void put(int region, long place, boolean hasAddress, Transfer transfer) {
        int index = index(region, place);
        Entry first = at(index);
        Entry own = first == null || first.isOf(region, place) ? first : first.other;
        own = own != null && own.isOf(region, place) ? own : null;
        Entry other = first == null ? null : first == own ? first.other : first.alone();
        // Release: a thread that reads the entry sees its party completely.
        ENTRY.setRelease(entries, index, new Entry(region, place, hasAddress, transfer, own == null ? null : own.with(earlier - 1), other));
    }

    /** Erases the record of a place, if there is one. */
    void erase(int region, long place) {
        int index = index(region, place);
        Entry first = entries[index];
        if (first == null) {
            return;
        }
        if (first.isOf(region, place)) {
            ENTRY.setRelease(entries, index, first.other);
        } else if (first.other != null && first.other.isOf(region, place)) {
            ENTRY.setRelease(entries, index, first.alone());
        }
    }

    /** Shows the last record of each place. */
    void forEach(Consumer<Entry> action) {
        for (int i = 0; i < SIZE; i++) {
            for (Entry entry = at(i); entry != null; entry = entry.other) {
                action.accept(entry);
            }
        }
    }

    /** Drops the records of regions that are gone and that are older than a time. */
    void forget(IntPredicate gone, Instant before) {
        for (int i = 0; i < SIZE; i++) {
            Entry first = at(i);
            if (first != null) {
                Entry other = first.other == null || isForgotten(first.other, gone, before) ? null : first.other;
                Entry kept = isForgotten(first, gone, before) ? other : other == null ? first.alone() : first;
                if (kept != first) {
                    ENTRY.compareAndSet(entries, i, first, kept);
                }
            }
        }
    }

    private static boolean isForgotten(Entry entry, IntPredicate gone, Instant before) {
        return gone.test(entry.region) && entry.party().when().isBefore(before);
    }

    /** Settles the stacks that are older than a time, from where the last call ended. For one thread. */
    void settle(Instant before, Deadline end) {
        for (int n = 0; n < SIZE; n++) {
            Entry entry = at(unsettled);
            unsettled = unsettled + 1 & SIZE - 1;
            if (entry != null && entry.settle(before) && end.isOver()) {
                return;
            }
        }
    }

    private Entry at(int index) {
        return (Entry) ENTRY.getAcquire(entries, index);
    }

    /** Fibonacci hashing, which spreads neighbouring places over the table. */
    private static int index(int region, long place) {
        return (int) ((place + ((long) region << 40)) * 0x9E3779B97F4A7C15L >>> HASH_SHIFT);
    }
}
