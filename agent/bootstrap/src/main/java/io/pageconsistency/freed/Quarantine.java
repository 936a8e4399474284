package io.pageconsistency.freed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Predicate;

import io.pageconsistency.region.Region;
import io.pageconsistency.report.Reports;

/**
 * Guarded memory that is kept from its pool for a while, so that who still uses it is found: what a pool gets back it mostly hands out
 * again at once, and from then on nothing guards it.
 *
 * <p>To the record such memory is what it is in a pool's own cache: claimed, and held by nobody. What has been here for longest goes back
 * first, when there is too much. Each piece goes back once, by whoever takes it out of here. Owners of regions are held weakly, as their
 * regions do it: a pool that the collector has taken gets nothing back, and its memory goes the way it would have gone from a cache.
 *
 * <p>Thread-safe. Nobody waits under its monitor, and pools are called without it. They are called by whoever gives memory back, or
 * needs some: that one must hold no lock of a pool.
 */
public final class Quarantine {
    /** The most pieces that are kept at a time, half of what is poisoned at most; they take some 2 MiB of the Java heap. */
    static final int MOST_PIECES = 1 << 14;
    /** What is kept here or given back takes less of the stack than so many calls. */
    private static final int DEPTH = 200;

    /** How memory gets back to its pool. Thread-safe. */
    public interface WayBack {
        /** Whether {@link #give} would find the pool of this owner. */
        boolean isKnown(Object owner);

        /** Gives memory to the pool as a cache of its own would; parameters as for {@link KeptBack}. */
        void give(Object owner, long ticket, long length) throws Throwable;
    }

    private final FreedMemory freed;
    private final Reports reports;
    /** The oldest first. As large from the start as it gets: where the heap is exhausted a piece is in it or not, and nothing between. */
    private final Set<KeptBack> kept = new LinkedHashSet<>(4 * MOST_PIECES);
    private long bytes;
    /** Regions whose pool the collector took while some of their memory was kept here. */
    private final Set<Region> left = Collections.newSetFromMap(new WeakHashMap<>());
    private volatile long most;
    private volatile WayBack way;

    public Quarantine(FreedMemory freed, Reports reports) {
        this.freed = freed;
        this.reports = reports;
    }

    /** Keeps memory from its pool from now on, up to so many bytes. */
    public synchronized void begin(long mostBytes, WayBack wayBack) {
        way = wayBack;
        most = mostBytes;
    }

    /** Keeps nothing from now on. When this returns all that was kept has been given back, or another thread is just doing so. */
    public void end() {
        synchronized (this) {
            most = 0;
        }
        giveBackAll();
    }

    /**
     * Keeps a piece of memory from its pool, if it is guarded.
     *
     * @return whether the pool must not have it now. With false, and where this throws, nothing has changed
     */
    public boolean keep(KeptBack piece) {
        Object owner = piece.owner();
        if (most == 0 || owner == null || piece.length() > most || !isGuarded(piece) || !way.isKnown(owner)) {
            return false;
        }
        reach(DEPTH, 0, 0, 0);
        synchronized (this) {
            if (most == 0) {
                return false;
            }
            // Given back twice, which has been said: the pool gets it once.
            if (kept.add(piece)) {
                bytes += piece.length();
            }
        }
        try {
            for (KeptBack oldest = surplus(); oldest != null; oldest = surplus()) {
                giveBack(oldest);
            }
        } catch (Throwable e) {
            // It is here all the same. The next one tries again.
            reports.swallow(e);
        }
        return true;
    }

    private boolean isGuarded(KeptBack piece) {
        return freed.isGuarded(piece.region(), piece.unit().start(), piece.unit().end());
    }

    private synchronized KeptBack surplus() {
        return bytes <= most && kept.size() <= MOST_PIECES || kept.isEmpty() ? null : kept.iterator().next();
    }

    /** Takes a piece out; to whose pool it has to be given by whoever did so. Null for none, and where another was first. */
    private synchronized Object take(KeptBack piece) {
        Object owner = piece.owner();
        if (!kept.contains(piece)) {
            return null;
        }
        if (owner == null) {
            left.add(piece.region());
        }
        kept.remove(piece);
        bytes -= piece.length();
        return owner;
    }

    private synchronized List<KeptBack> all() {
        return new ArrayList<>(kept);
    }

    /** Whether something is kept from a pool; by the pool's number. */
    public synchronized boolean has(int pool) {
        for (KeptBack piece : kept) {
            if (piece.pool() == pool) {
                return true;
            }
        }
        return false;
    }

    /** Gives a pool all that is kept from it; by the pool's number. */
    public void giveBack(int pool) {
        giveBack(piece -> piece.pool() == pool);
    }

    /** Gives a pool what has been kept from it for longest, half of all; by the pool's number. */
    public void giveBackOlderHalf(int pool) {
        List<KeptBack> ofPool = all();
        ofPool.removeIf(piece -> piece.pool() != pool);
        Set<KeptBack> older = new LinkedHashSet<>(ofPool.subList(0, (ofPool.size() + 1) / 2));
        giveBack(older::contains);
    }

    /** @return whether there was anything */
    public boolean giveBackAll() {
        return giveBack(piece -> true);
    }

    /** Gives back what is no longer guarded. To be called once in a while. */
    public void tidy() {
        giveBack(piece -> piece.owner() == null || !isGuarded(piece));
    }

    private boolean giveBack(Predicate<KeptBack> which) {
        reach(DEPTH, 0, 0, 0);
        boolean any = false;
        for (KeptBack piece : all()) {
            any |= which.test(piece) && giveBack(piece);
        }
        return any;
    }

    /** What the pool throws is not for who happens to be here. */
    private boolean giveBack(KeptBack piece) {
        Object owner = take(piece);
        if (owner == null) {
            return false;
        }
        try {
            way.give(owner, piece.ticket(), piece.length());
        } catch (Throwable e) {
            reports.swallow(e);
        }
        return true;
    }

    /** Fails where the stack is about to end, rather than in the middle of what must be done as a whole. */
    private static int reach(int depth, long a, long b, long c) {
        return depth == 0 ? (int) (a + b + c) : 1 + reach(depth - 1, b, c, a);
    }

    /** Whether something of a region is kept here, or was when the collector took its pool. */
    public synchronized boolean mayHave(Region region) {
        return left.contains(region) || kept.stream().anyMatch(piece -> piece.region() == region);
    }

    /** What is kept of a region. */
    public List<KeptBack> of(Region region) {
        List<KeptBack> some = all();
        some.removeIf(piece -> piece.region() != region);
        return some;
    }

    /** Whether a thread with this frame on its stack may have a piece that is neither here nor with its pool. */
    public boolean isInside(StackTraceElement frame) {
        return frame.getClassName().equals(Quarantine.class.getName());
    }

    /** How much is kept now, in bytes. */
    public synchronized long bytes() {
        return bytes;
    }

    /** How many pieces are kept now. */
    public synchronized int pieces() {
        return kept.size();
    }
}
