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
 * Keeps guarded memory from its pool for a while, so that a late use is found. A pool mostly reuses freed memory at once, and
 * memory in use is not guarded.
 *
 * <p>In the record such memory looks as in a pool's own cache: claimed and not held. If there is too much of it, the oldest piece
 * goes back first. Each piece goes back once: the thread that removes it from here gives it to the pool. Owners of regions are
 * referred to weakly, as in their regions: a collected pool gets nothing back, and its memory is freed as if it had been in the
 * pool's cache.
 *
 * <p>Thread-safe. No thread waits under this object's monitor, and pools are called without it. The threads that give memory back,
 * or need some, call the pools; they must not hold a pool's lock.
 */
public final class Quarantine {
    /** The largest number of pieces: half of the most that can be poisoned. They take about 2 MiB of the Java heap. */
    static final int MOST_PIECES = 1 << 14;
    /** Keeping a piece and giving it back take fewer stack frames than this. */
    private static final int DEPTH = 200;

    /** Gives memory back to its pool. Thread-safe. */
    public interface WayBack {
        /** Whether {@link #give} can find the pool of this owner. */
        boolean isKnown(Object owner);

        /** Gives memory to the pool as the pool's own cache would; parameters as for {@link KeptBack}. */
        void give(Object owner, long ticket, long length) throws Throwable;
    }

    private final FreedMemory freed;
    private final Reports reports;
    /** The oldest first. Allocated at full size, so that adding a piece cannot fail half-way when the Java heap is full. */
    private final Set<KeptBack> kept = new LinkedHashSet<>(4 * MOST_PIECES);
    private long bytes;
    /** Regions whose owner was collected while some of their memory was in quarantine. */
    private final Set<Region> left = Collections.newSetFromMap(new WeakHashMap<>());
    private volatile long most;
    private volatile WayBack way;

    public Quarantine(FreedMemory freed, Reports reports) {
        this.freed = freed;
        this.reports = reports;
    }

    /** Starts the quarantine, with room for so many bytes. */
    public synchronized void begin(long mostBytes, WayBack wayBack) {
        way = wayBack;
        most = mostBytes;
    }

    /** Ends the quarantine. When this returns, all pieces have been given back, or another thread is just doing so. */
    public void end() {
        synchronized (this) {
            most = 0;
        }
        giveBackAll();
    }

    /**
     * Puts a piece of memory into quarantine, if it is guarded.
     *
     * @return whether the piece was kept, so that the pool must not get it now. With false, or if this throws, nothing has changed
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
            // If it was given back twice, that has been reported already: the pool gets it once.
            if (kept.add(piece)) {
                bytes += piece.length();
            }
        }
        try {
            for (KeptBack oldest = oldestIfFull(); oldest != null; oldest = oldestIfFull()) {
                giveBack(oldest);
            }
        } catch (Throwable e) {
            // The piece is in quarantine nevertheless. The next call tries again.
            reports.swallow(e);
        }
        return true;
    }

    private boolean isGuarded(KeptBack piece) {
        return freed.isGuarded(piece.region(), piece.unit().start(), piece.unit().end());
    }

    private synchronized KeptBack oldestIfFull() {
        return bytes <= most && kept.size() <= MOST_PIECES || kept.isEmpty() ? null : kept.iterator().next();
    }

    /** Removes a piece and returns the owner to give it to; null if there is no owner, or if another thread was faster. */
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

    /** Whether something of a pool is in quarantine; by the pool's number. */
    public synchronized boolean has(int pool) {
        for (KeptBack piece : kept) {
            if (piece.pool() == pool) {
                return true;
            }
        }
        return false;
    }

    /** Gives a pool all its memory in quarantine; by the pool's number. */
    public void giveBack(int pool) {
        giveBack(piece -> piece.pool() == pool);
    }

    /** Gives a pool the older half of its memory in quarantine; by the pool's number. */
    public void giveBackOlderHalf(int pool) {
        List<KeptBack> ofPool = all();
        ofPool.removeIf(piece -> piece.pool() != pool);
        Set<KeptBack> older = new LinkedHashSet<>(ofPool.subList(0, (ofPool.size() + 1) / 2));
        giveBack(older::contains);
    }

    /** @return whether there was anything to give back */
    public boolean giveBackAll() {
        return giveBack(piece -> true);
    }

    /** Gives back pieces that are no longer guarded. To be called from time to time. */
    public void giveBackUnguarded() {
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

    /** Gives one piece back. What the pool throws is swallowed, because the calling thread has nothing to do with this piece. */
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

    /** Uses so many stack frames, so that a stack overflow comes here and not in the middle of an update. */
    private static int reach(int depth, long a, long b, long c) {
        return depth == 0 ? (int) (a + b + c) : 1 + reach(depth - 1, b, c, a);
    }

    /** Whether some memory of a region is in quarantine, or was when its owner was collected. */
    public synchronized boolean mayHave(Region region) {
        return left.contains(region) || kept.stream().anyMatch(piece -> piece.region() == region);
    }

    /** The pieces of a region in quarantine. */
    public List<KeptBack> of(Region region) {
        List<KeptBack> some = all();
        some.removeIf(piece -> piece.region() != region);
        return some;
    }

    /** Whether a thread with this frame on its stack may be moving a piece, which is then neither here nor in its pool. */
    public boolean isInside(StackTraceElement frame) {
        return frame.getClassName().equals(Quarantine.class.getName());
    }

    /** The bytes in quarantine now. */
    public synchronized long bytes() {
        return bytes;
    }

    /** The number of pieces in quarantine now. */
    public synchronized int pieces() {
        return kept.size();
    }
}
