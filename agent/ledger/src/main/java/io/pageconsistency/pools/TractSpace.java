package io.pageconsistency.pools;

import java.lang.ref.ReferenceQueue;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A pool that speaks of its memory by places on a line: addresses or numbers. The line is cut into {@linkplain Tract tracts},
 * made when something is first handed out there.
 *
 * <p>What reaches over the end of a tract is recorded in parts. Thread-safe; making a tract takes a lock, finding one does not.
 */
abstract class TractSpace extends Space {
    private static final int CACHE = 64;
    /** So many tracts more than those in use are no reason to look for some that have ended. */
    private static final int SWEEP = 64;
    /** One hand-out does not reach over more tracts: its length must be a mistake, and its record would take the whole heap. */
    private static final int MOST_PARTS = 1 << 6;

    private final ConcurrentSkipListMap<Long, Tract> tracts = new ConcurrentSkipListMap<>();
    /** Tracts found last, by place. Plain: tracts are immutable, and those that have ended are not used from here. */
    private final Tract[] cache = new Tract[CACHE];
    /** The lengths of hand-outs that reach over the end of a tract, by their places; almost always empty. */
    private final ConcurrentHashMap<Long, Long> spanning = new ConcurrentHashMap<>();
    /** Whether there has ever been one. The map's own count is wrong after a stack that ended in the middle of adding to it. */
    private volatile boolean somethingSpans;
    /** What this is called among the {@link EndedTracts}. */
    private final Object name = new Object();
    /** Guarded by this. */
    private int sweepAbove = SWEEP;

    TractSpace(SpaceKind kind, Object pool, ReferenceQueue<Object> queue, Spaces spaces, boolean known) {
        super(kind, pool, queue, spaces, known);
    }

    /**
     * Makes a tract.
     *
     * @param place where something lies that has no tract
     * @param length how long it is
     * @param seen whether all that happened there was seen
     * @param from where the tract below ends, or the lowest place there is
     * @param to where the tract above begins, or the highest place there is
     */
    abstract Tract make(Object pool, long place, long length, boolean seen, long from, long to);

    /** What a length in bytes is in places. */
    abstract long length(long bytes);

    /** The places that lie together in the cache. */
    abstract int cacheShift();

    private Tract find(long place) {
        int index = (int) (place >>> cacheShift()) & CACHE - 1;
        Tract tract = cache[index];
        if (tract != null && tract.covers(place) && tract.region().isOpen()) {
            return tract;
        }
        Map.Entry<Long, Tract> below = tracts.floorEntry(place);
        if (below == null || !below.getValue().covers(place)) {
            return null;
        }
        cache[index] = below.getValue();
        return below.getValue();
    }

    /** The lock is a monitor for the reason told at {@link IdentityTable}. */
    private Tract findOrMake(Object pool, long place, long length) {
        Tract tract = find(place);
        if (tract != null && tract.region().isOpen()) {
            return tract;
        }
        synchronized (this) {
            tract = find(place);
            boolean seen = isKnown();
            if (tract != null && !tract.region().isOpen()) {
                seen &= !tract.region().isGivenUp();
                remove(tract);
                tract = null;
            }
            return tract == null ? made(pool, place, length, seen) : tract;
        }
    }

    /** How many tracts there are, with some that have ended. */
    int tracts() {
        return tracts.size();
    }

    /** Moves tracts that have ended to where the past is. */
    private void sweep() {
        for (Tract tract : tracts.values()) {
            if (!tract.region().isOpen()) {
                remove(tract);
            }
        }
        sweepAbove = 2 * tracts.size() + SWEEP;
    }

    private void remove(Tract tract) {
        if (tracts.remove(tract.low(), tract)) {
            tract.release();
            if (!tract.region().isAbandoned()) {
                spaces.ended().add(name, tract);
            }
        }
    }

    private Tract made(Object pool, long place, long length, boolean seen) {
        Map.Entry<Long, Tract> below = tracts.lowerEntry(place);
        // What has ended is no neighbour: what is made now would not get all of its block, and be recorded in parts.
        while (below != null && !below.getValue().region().isOpen()) {
            remove(below.getValue());
            below = tracts.lowerEntry(place);
        }
        Map.Entry<Long, Tract> above = tracts.higherEntry(place);
        while (above != null && !above.getValue().region().isOpen()) {
            remove(above.getValue());
            above = tracts.higherEntry(place);
        }
        Tract tract = make(pool, place, length, seen, below == null ? Long.MIN_VALUE : below.getValue().high(),
                above == null ? Long.MAX_VALUE : above.getKey());
        tracts.put(tract.low(), tract);
        if (tracts.size() > sweepAbove) {
            sweep();
        }
        return tract;
    }

    @Override
    final void handedOut(Object pool, Object handle, Object holder, long where, long bytes) {
        if (bytes == 0) {
            return;
        }
        long length = length(bytes);
        Tract tract = findOrMake(pool, where, length);
        if (length <= tract.high() - where) {
            tract.handedOut(holder, where, length);
        } else {
            somethingSpans = true;
            spanning.put(where, length);
            long at = where;
            for (int part = 0; part < MOST_PARTS && at < where + length; part++) {
                tract = findOrMake(pool, at, where + length - at);
                tract.handedOut(holder, at, Math.min(where + length, tract.high()) - at);
                at = tract.high();
            }
        }
    }

    @Override
    final void takingBack(Object pool, Object handle, Object holder, long where, long bytes) {
        Tract tract = find(where);
        if (tract == null || !tract.region().isOpen()) {
            tract = ofThePast(tract, where);
        }
        if (tract == null) {
            if (bytes == 0) {
                return;
            }
            tract = findOrMake(pool, where, length(Math.max(1, bytes)));
        }
        long length = bytes < 0 ? -1 : length(bytes);
        Long spans = somethingSpans ? spanning.remove(where) : null;
        if (spans != null) {
            parts(pool, holder, where, length < 0 ? spans : length);
        } else {
            tract.takingBack(holder, where, length);
        }
    }

    /**
     * The tract by which to judge what comes back where there is none that goes on.
     *
     * @param present one that has ended, or null
     * @return null where nothing is known of the memory
     */
    private Tract ofThePast(Tract present, long where) {
        if (present != null && (!present.region().isGivenUp() || isKnown() && present.cameBack(where))) {
            return present;
        }
        // Where not all is seen, somebody may have been given the memory since.
        return isKnown() ? spaces.ended().find(name, where) : null;
    }

    @Override
    final boolean remembers(long where) {
        return spaces.ended().find(name, where) != null;
    }

    private void parts(Object pool, Object holder, long where, long length) {
        long at = where;
        for (int part = 0; part < MOST_PARTS && at < where + length; part++) {
            Tract tract = find(at);
            if (tract == null) {
                return;
            }
            tract.takingBack(holder, at, Math.min(where + length, tract.high()) - at);
            at = tract.high();
        }
    }

    @Override
    final void takeBackFailed(Object handle, long where, long bytes) {
        Tract tract = find(where);
        if (tract != null) {
            tract.takeBackFailed(where, bytes < 0 ? -1 : length(bytes));
        }
    }

    @Override
    final void unrecorded(Object handle, long where, long bytes) {
        // A tract that is made later knows nothing of this either.
        missed();
        long end = where + Math.max(1, length(bytes));
        Tract tract = find(where);
        if (bytes < 0 && tract != null) {
            // How much of it came back is not known either.
            tract.abandon();
        }
        for (int part = 0; part < MOST_PARTS && tract != null && where < end; part++) {
            tract.unrecorded(where, Math.min(end, tract.high()) - where);
            where = tract.high();
            tract = where < end ? find(where) : null;
        }
    }

    @Override
    final void abandon() {
        for (Tract tract : tracts.values()) {
            tract.abandon();
        }
    }

    @Override
    final Fit fits(Object handle, long where, long bytes) {
        Tract tract = find(where);
        return tract == null ? Fit.NONE : tract.fits(where, bytes < 0 ? -1 : length(bytes));
    }

    @Override
    final void reset() {
        spanning.clear();
        tracts.values().forEach(Tract::reset);
    }

    @Override
    final void closing() {
        int cause = 0;
        for (Tract tract : tracts.values()) {
            cause = tract.close(cause);
        }
    }

    @Override
    final void collected() {
        tracts.values().forEach(Tract::release);
        spaces.ended().forget(name);
    }
}
