package io.pageconsistency.tracking;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import io.pageconsistency.Party;

/**
 * Tells memory that was lost in a cache which has ended from memory that the cache still gave back while it ended.
 *
 * <p>Who puts something into a cache that has ended has lost it. While the cache is just ending nobody can tell: the cache may come by
 * it and give it back, or have come by already. So what is put then is suspect, from before it is put, until the cache gives it back, or
 * has ended without.
 *
 * <p>Thread-safe. Knows memory and caches only while somebody is in the middle of this.
 */
final class EndingCaches {
    /** Some memory on its way into a cache. */
    static final class Put {
        private final Object owner;
        private final long page;
        private final long count;
        private final int slot;
        private boolean intoEnded;
        private boolean done;
        /** Whoever put it, where that is not who finds that it is lost. */
        private Party party;

        private Put(Object owner, long page, long count, int slot) {
            this.owner = owner;
            this.page = page;
            this.count = count;
            this.slot = slot;
        }

        Object owner() {
            return owner;
        }

        long page() {
            return page;
        }

        long count() {
            return count;
        }

        int slot() {
            return slot;
        }

        /** Null where it is the one who is on the stack. */
        Party party() {
            return party;
        }
    }

    /** A cache that is ending. */
    private static final class Ending {
        final List<Put> suspects = new ArrayList<>();
        /** A finalizer may do again what the thread has begun. */
        int times = 1;
    }

    private final Map<Object, Ending> endings = new IdentityHashMap<>();
    /** Whether there are any, for caches in use, which give back something as well. */
    private volatile boolean someEnd;
    private final Map<Thread, Put> puts = new HashMap<>();

    synchronized void begin(Object cache) {
        Ending known = endings.get(cache);
        if (known != null) {
            known.times++;
        } else {
            endings.put(cache, new Ending());
            someEnd = true;
        }
    }

    /** @return what is lost */
    synchronized List<Put> end(Object cache) {
        Ending ending = endings.get(cache);
        if (ending == null || --ending.times > 0) {
            return List.of();
        }
        endings.remove(cache);
        someEnd = !endings.isEmpty();
        List<Put> lost = new ArrayList<>();
        for (Put put : ending.suspects) {
            if (put.done) {
                lost.add(put);
            } else {
                // Who is at it will know.
                put.intoEnded = true;
            }
        }
        return lost;
    }

    synchronized void putting(Object cache, Object owner, long page, long count, int slot) {
        Put put = new Put(owner, page, count, slot);
        Ending ending = endings.get(cache);
        if (ending == null) {
            put.intoEnded = true;
        } else {
            ending.suspects.add(put);
        }
        puts.put(Thread.currentThread(), put);
    }

    /** @return what is lost; null for nothing, or where that is not known yet */
    synchronized Put put(boolean taken) {
        Put put = puts.remove(Thread.currentThread());
        if (put == null) {
            // The cache has ended since it was asked; then it is not known in which order.
            return null;
        }
        if (!taken) {
            endings.values().forEach(ending -> ending.suspects.remove(put));
            return null;
        }
        if (put.intoEnded) {
            return put;
        }
        put.done = true;
        put.party = new Party();
        return null;
    }

    void givingBack(Object owner, long page, int slot) {
        if (someEnd) {
            givenBack(owner, page, slot);
        }
    }

    private synchronized void givenBack(Object owner, long page, int slot) {
        for (Ending ending : endings.values()) {
            for (Iterator<Put> suspects = ending.suspects.iterator(); suspects.hasNext();) {
                Put put = suspects.next();
                if (put.owner == owner && put.page == page && put.slot == slot) {
                    suspects.remove();
                    // If it is not done yet, whoever is at it finds it in no cache that ends.
                    put.intoEnded = false;
                    return;
                }
            }
        }
    }
}
