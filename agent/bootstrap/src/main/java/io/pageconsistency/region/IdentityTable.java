package io.pageconsistency.region;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A hash table with weak identity keys.
 *
 * <p>A look-up takes no lock and allocates nothing, which no map of the JDK offers; each transfer begins with one. Thread-safe.
 *
 * <p>Changes use a monitor, because the virtual machine itself releases it on every exit. A lock that is released by a call would
 * stay locked for ever if the stack has no room for that call. An error during a change leaves the table as it was.
 */
public final class IdentityTable<E extends IdentityTable.Entry> {
    private static final int SMALLEST = 16;

    /** An entry: refers weakly to its object; subclasses add the data. */
    public abstract static class Entry extends WeakReference<Object> {
        private final int hash;

        /** @param queue the queue of the table */
        protected Entry(Object object, ReferenceQueue<Object> queue) {
            super(object, queue);
            hash = hash(object);
        }
    }

    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
    private final Consumer<E> ended;
    /** Open addressing with linear probing: the length is a power of two, and at most half of it is used. Empty at first. */
    private volatile AtomicReferenceArray<E> table = new AtomicReferenceArray<>(0);
    private int used;

    /** @param ended called some time after an entry's object was collected, under the table's lock */
    public IdentityTable(Consumer<E> ended) {
        this.ended = ended;
    }

    /** Mixes identity hash codes, because the low bits are used as the index. */
    private static int hash(Object object) {
        int hash = System.identityHashCode(object) * 0x9E3779B9;
        return hash ^ hash >>> 16;
    }

    /** The entry of an object, or null. */
    public E find(Object object) {
        AtomicReferenceArray<E> t = table;
        int mask = t.length() - 1;
        if (mask < 0) {
            // An empty table is not searched, because computing an identity hash code is costly the first time.
            return null;
        }
        for (int i = hash(object) & mask;; i = i + 1 & mask) {
            // Acquire: a thread that finds the entry sees its fields.
            E entry = t.getAcquire(i);
            if (entry == null || entry.refersTo(object)) {
                return entry;
            }
        }
    }

    /** The reference queue for entries of this table. */
    public ReferenceQueue<Object> queue() {
        return collected;
    }

    /**
     * The entry of an object; creates it if there is none.
     *
     * @param maker creates the entry for the given queue; called under the table's lock, so it must not call code of the
     *        application
     */
    public E findOrAdd(Object object, Function<ReferenceQueue<Object>, E> maker) {
        E entry = find(object);
        if (entry != null) {
            return entry;
        }
        synchronized (this) {
            entry = find(object);
            if (entry == null) {
                forgetCollected();
                entry = maker.apply(collected);
                place(entry, object);
            }
            return entry;
        }
    }

    /**
     * Enters an entry, in place of any other entry of the same object.
     *
     * @param entry created for {@link #queue}
     */
    public synchronized void put(Object object, E entry) {
        forgetCollected();
        place(entry, object);
    }

    /** Removes the entries that the predicate rejects, and those whose objects were collected. */
    public synchronized void retain(Predicate<? super E> kept) {
        if (table.length() != 0) {
            forgetCollected();
            rebuild(kept);
        }
    }

    /** Calls the action for entries whose objects were collected, as adding an entry does. */
    @SuppressWarnings("unchecked")
    public synchronized void forgetCollected() {
        // The entries stay in the array until it is rebuilt, because later entries are found by probing past them.
        for (Object entry = collected.poll(); entry != null; entry = collected.poll()) {
            ended.accept((E) entry);
        }
    }

    private void place(E entry, Object object) {
        if (2 * (used + 1) > table.length()) {
            rebuild(any -> true);
        }
        AtomicReferenceArray<E> t = table;
        int mask = t.length() - 1;
        int i = ((Entry) entry).hash & mask;
        while (t.getPlain(i) != null && !t.getPlain(i).refersTo(object)) {
            i = i + 1 & mask;
        }
        used += t.getPlain(i) == null ? 1 : 0;
        t.setRelease(i, entry);
    }

    /**
     * Rebuilds the table in a new array, with room for three times as many entries, so that concurrent look-ups in the old one stay
     * right.
     */
    private void rebuild(Predicate<? super E> kept) {
        List<E> survivors = new ArrayList<>();
        forEach(entry -> {
            if (kept.test(entry)) {
                survivors.add(entry);
            }
        });
        AtomicReferenceArray<E> t = new AtomicReferenceArray<>(
                Math.max(SMALLEST, Integer.highestOneBit(3 * (1 + survivors.size())) * 2));
        int mask = t.length() - 1;
        for (E entry : survivors) {
            int i = ((Entry) entry).hash & mask;
            while (t.getPlain(i) != null) {
                i = i + 1 & mask;
            }
            t.setPlain(i, entry);
        }
        used = survivors.size();
        table = t;
    }

    private boolean isLive(E entry) {
        return entry != null && !entry.refersTo(null);
    }

    /** Calls the action for each entry whose object was not collected. */
    public void forEach(Consumer<? super E> consumer) {
        AtomicReferenceArray<E> t = table;
        for (int i = 0; i < t.length(); i++) {
            E entry = t.getAcquire(i);
            if (isLive(entry)) {
                consumer.accept(entry);
            }
        }
    }
}
