package io.pageconsistency.pools;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Function;

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
    private volatile AtomicReferenceArray<E> table = new AtomicReferenceArray<>(SMALLEST);
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
        for (int i = hash(object) & mask;; i = i + 1 & mask) {
            E entry = t.getAcquire(i);
            if (entry == null || entry.refersTo(object)) {
                return entry;
            }
        }
    }

    /** Where entries are to be told of that their object was collected. */
    ReferenceQueue<Object> queue() {
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
                add(entry);
            }
            return entry;
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

    private void add(E entry) {
        AtomicReferenceArray<E> t = table;
        if (2 * (used + 1) > t.length()) {
            // Room for three times the entries whose object is still there.
            t = new AtomicReferenceArray<>(Math.max(SMALLEST, Integer.highestOneBit(3 * (1 + live(t))) * 2));
            int moved = moveTo(t);
            place(t, entry);
            used = moved + 1;
            table = t;
        } else {
            used++;
            place(t, entry);
        }
    }

    private int live(AtomicReferenceArray<E> t) {
        int live = 0;
        for (int i = 0; i < t.length(); i++) {
            live += isLive(t.getPlain(i)) ? 1 : 0;
        }
        return live;
    }

    /** Puts the entries whose object is still there into a larger table; how many there are. */
    private int moveTo(AtomicReferenceArray<E> larger) {
        AtomicReferenceArray<E> old = table;
        int moved = 0;
        for (int i = 0; i < old.length(); i++) {
            E entry = old.getPlain(i);
            if (isLive(entry)) {
                place(larger, entry);
                moved++;
            }
        }
        return moved;
    }

    private boolean isLive(E entry) {
        return entry != null && !entry.refersTo(null);
    }

    private void place(AtomicReferenceArray<E> t, E entry) {
        int mask = t.length() - 1;
        int i = ((Entry) entry).hash & mask;
        while (t.getPlain(i) != null) {
            i = i + 1 & mask;
        }
        t.setRelease(i, entry);
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
