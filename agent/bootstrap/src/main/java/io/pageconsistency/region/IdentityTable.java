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
 * Finds something by an object's identity, whatever that object takes for equality, and without keeping it alive.
 *
 * <p>Looking up takes no lock and allocates nothing, which no map of the JDK can offer; it is what each transfer begins with.
 * Thread-safe.
 *
 * <p>The lock is a monitor because the virtual machine itself leaves it on every way out: one that has to be unlocked by a call stays
 * locked for ever where the stack has no room for the call. An error in the middle leaves the table as it was.
 */
public final class IdentityTable<E extends IdentityTable.Entry> {
    private static final int SMALLEST = 16;

    /** What is found: an object, weakly, and what is known of it. */
    public abstract static class Entry extends WeakReference<Object> {
        private final int hash;

        /** @param queue of the table the entry is for */
        protected Entry(Object object, ReferenceQueue<Object> queue) {
            super(object, queue);
            hash = hash(object);
        }
    }

    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
    private final Consumer<E> ended;
    /** A power of two in length, at most half full; an entry stands at the first free place from its hash on. Empty at first. */
    private volatile AtomicReferenceArray<E> table = new AtomicReferenceArray<>(0);
    private int used;

    /** @param ended is told of entries whose object was collected, some time later, under the table's lock */
    public IdentityTable(Consumer<E> ended) {
        this.ended = ended;
    }

    /** Spreads identity hash codes, whose low bits alone are to be good enough for an index. */
    private static int hash(Object object) {
        int hash = System.identityHashCode(object) * 0x9E3779B9;
        return hash ^ hash >>> 16;
    }

    /** The entry of an object, or null. */
    public E find(Object object) {
        AtomicReferenceArray<E> t = table;
        int mask = t.length() - 1;
        if (mask < 0) {
            // Objects are not given an identity's hash for nothing.
            return null;
        }
        for (int i = hash(object) & mask;; i = i + 1 & mask) {
            // Acquire: whoever finds the entry finds it whole.
            E entry = t.getAcquire(i);
            if (entry == null || entry.refersTo(object)) {
                return entry;
            }
        }
    }

    /** Where entries are to be told of that their object was collected. */
    public ReferenceQueue<Object> queue() {
        return collected;
    }

    /**
     * The entry of an object; if there is none, one that is made for this queue, once.
     *
     * @param maker is called under the table's lock, so it must not call code of the application
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
     * Makes this entry the one of its object, in place of any other.
     *
     * @param entry made for {@link #queue}
     */
    public synchronized void put(Object object, E entry) {
        forgetCollected();
        place(entry, object);
    }

    /** Lets go of the entries that are not to be kept, and of those whose object has been collected. */
    public synchronized void retain(Predicate<? super E> kept) {
        if (table.length() != 0) {
            forgetCollected();
            rebuild(kept);
        }
    }

    /** Tells of the entries whose object has been collected, as adding one does. */
    @SuppressWarnings("unchecked")
    public synchronized void forgetCollected() {
        // Their places are kept, for those after them are found by passing them, until the table is made anew.
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

    /** Into a new array, with room for three times as many, so that whoever searches the old one is not led astray. */
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

    /** Tells of every entry whose object is still there. */
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
