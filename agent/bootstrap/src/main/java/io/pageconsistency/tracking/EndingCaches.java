package io.pageconsistency.tracking;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import io.pageconsistency.Party;

/**
 * Distinguishes memory that was lost in an ended cache from memory that the cache still gave back while it was ending.
 *
 * <p>Memory that is put into an ended cache is lost. Memory that is put into a cache while it is ending may still be given back, or
 * come too late. So such memory is suspect, from before the put until the cache gives it back or has ended.
 *
 * <p>Thread-safe. Refers to memory and caches only while such a put or an end is in progress.
 */
final class EndingCaches {
    /** Memory that is being put into a cache. */
    static final class Put {
        private final Object owner;
        private final long page;
        private final long count;
        private final int slot;
        private boolean intoEnded;
        private boolean done;
        /** Who put it, if another thread finds that it is lost. */
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

        /** Null if it is the calling thread. */
        Party party() {
            return party;
        }
    }

    /** A cache that is ending. */
    private static final class Ending {
        final List<Put> suspects = new ArrayList<>();
        /** A finalizer may end the cache at the same time as its thread. */
        int times = 1;
    }

    private final Map<Object, Ending> endings = new IdentityHashMap<>();
    /** Whether there are any; a quick check, because caches in use give back memory, too. */
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

    /** @return the memory that is lost */
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
                // The thread that is putting it will report it.
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

    /** @return the memory if it is lost; null if it is not, or if that is not known yet */
    synchronized Put put(boolean taken) {
        Put put = puts.remove(Thread.currentThread());
        if (put == null) {
            // The cache has ended since the check before the put, so the order is not known.
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
                    // If the put is still in progress, it must not be reported.
                    put.intoEnded = false;
                    return;
                }
            }
        }
    }
}
