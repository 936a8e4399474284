package io.pageconsistency.pools;

import java.lang.ref.WeakReference;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The objects in which the memory of a region was handed out: for each piece the present one and a few earlier ones, referred to weakly.
 *
 * <p>They reveal a stale free: a former holder gives memory back that was handed to another one meanwhile. The state of the memory is right
 * then, but the object is one of an earlier hand-out. Bounded by the {@link HolderCount}: if too many objects are on record in all regions,
 * earlier ones are dropped first, which the status reports.
 *
 * <p>Thread-safe. Only the thread that transfers a piece of memory writes its entry; any thread may read it.
 */
final class Holders {
    /** What is known of an object in which memory is given back. */
    enum Verdict {
        /** It belongs to the present hand-out, as far as is known. */
        PRESENT,
        /** It belongs to an earlier hand-out. */
        EARLIER,
        /** It is not on record, but the object of the present hand-out is and was not brought back. */
        UNSEEN
    }

    private static final int CHUNK_BITS = 10;
    private static final int CHUNK = 1 << CHUNK_BITS;
    /** The number of earlier objects for one piece of memory. */
    private static final int EARLIER = 3;
    /** The largest number of pieces off the page grid; beyond that, some are dropped. */
    private static final int MOST_EXACT = 1 << 15;

    private static final class Holder extends WeakReference<Object> {
        private volatile boolean back;
        private volatile Holder earlier;

        Holder(Object handle, Holder earlier) {
            super(handle);
            this.earlier = earlier;
        }
    }

    private final HolderCount count;
    private final AtomicReferenceArray<AtomicReferenceArray<Holder>> chunks;
    private final ConcurrentHashMap<Long, Holder> exact = new ConcurrentHashMap<>();
    private final AtomicInteger mine = new AtomicInteger();
    /** Whether users of the pool give memory back in other objects than they got. Then an object that is not on record proves nothing. */
    private volatile boolean rewraps;

    Holders(long pages, HolderCount count) {
        this.count = count;
        chunks = new AtomicReferenceArray<>((int) ((pages - 1 >>> CHUNK_BITS) + 1));
    }

    private Holder newest(long page) {
        AtomicReferenceArray<Holder> chunk = chunks.getAcquire((int) (page >>> CHUNK_BITS));
        return chunk == null ? null : chunk.getAcquire((int) page & CHUNK - 1);
    }

    /** Memory that begins at a page was handed out in an object. */
    void handedOut(long page, Object handle) {
        Holder newest = newest(page);
        if (newest != null && newest.refersTo(handle)) {
            newest.back = false;
        } else if (handle != null) {
            Holder next = next(newest, handle);
            if (next != null) {
                chunkForWriting((int) (page >>> CHUNK_BITS)).setRelease((int) page & CHUNK - 1, next);
            }
        }
    }

    private AtomicReferenceArray<Holder> chunkForWriting(int index) {
        AtomicReferenceArray<Holder> chunk = chunks.getAcquire(index);
        if (chunk != null) {
            return chunk;
        }
        AtomicReferenceArray<Holder> made = new AtomicReferenceArray<>(CHUNK);
        return chunks.compareAndSet(index, null, made) ? made : chunks.getAcquire(index);
    }

    /** A new entry in front of the earlier ones, or null if there is no room for a first one. */
    private Holder next(Holder newest, Object handle) {
        int depth = 0;
        Holder last = null;
        for (Holder h = newest; h != null && depth < EARLIER; h = h.earlier) {
            depth++;
            last = h;
        }
        if (depth == EARLIER) {
            if (last.earlier != null) {
                last.earlier = null;
                return new Holder(handle, newest);
            }
        }
        if (count.add()) {
            mine.incrementAndGet();
            return new Holder(handle, newest);
        }
        return newest == null ? null : new Holder(handle, null);
    }

    /**
     * Judges an object in which memory that begins at a page is given back.
     *
     * @param held whether the memory is held; if not, the object does not matter
     */
    Verdict verdict(long page, Object handle, boolean held) {
        return verdict(newest(page), handle, held);
    }

    private Verdict verdict(Holder newest, Object handle, boolean held) {
        if (newest == null || handle == null || !held) {
            return Verdict.PRESENT;
        }
        if (newest.refersTo(handle)) {
            // The object was brought back, but the memory is held as a part of another hand-out.
            return newest.back ? Verdict.EARLIER : Verdict.PRESENT;
        }
        for (Holder h = newest.earlier; h != null; h = h.earlier) {
            if (h.refersTo(handle)) {
                return Verdict.EARLIER;
            }
        }
        if (newest.back || newest.refersTo(null)) {
            // The agent did not see the present hand-out, or its object was collected, so another object must come back.
            return Verdict.PRESENT;
        }
        if (newest.earlier == null) {
            // This is the first hand-out, so there is no earlier one that the object could belong to.
            rewraps = true;
        }
        return rewraps ? Verdict.PRESENT : Verdict.UNSEEN;
    }

    /** Memory that begins at a page was taken back. */
    void takenBack(long page) {
        Holder newest = newest(page);
        if (newest != null) {
            newest.back = true;
        }
    }

    /** As {@link #handedOut}, for memory off the page grid. */
    void handedOutExact(long start, Object handle) {
        Holder newest = exact.get(start);
        if (newest != null && newest.refersTo(handle)) {
            newest.back = false;
        } else if (handle != null) {
            Holder next = next(newest, handle);
            if (next != null) {
                exact.put(start, next);
                bound();
            }
        }
    }

    private void bound() {
        if (exact.mappingCount() > MOST_EXACT) {
            Iterator<Holder> any = exact.values().iterator();
            for (int i = 0; i < MOST_EXACT / 4 && any.hasNext(); i++) {
                any.next();
                any.remove();
            }
        }
    }

    Verdict verdictExact(long start, Object handle, boolean held) {
        return verdict(exact.get(start), handle, held);
    }

    void takenBackExact(long start) {
        Holder newest = exact.get(start);
        if (newest != null) {
            newest.back = true;
        }
    }

    /** All memory was taken back at once. */
    void reset() {
        for (int i = 0; i < chunks.length(); i++) {
            AtomicReferenceArray<Holder> chunk = chunks.getAcquire(i);
            for (int j = 0; chunk != null && j < CHUNK; j++) {
                Holder newest = chunk.getAcquire(j);
                if (newest != null) {
                    newest.back = true;
                }
            }
        }
        exact.values().forEach(newest -> newest.back = true);
    }

    /** The region has ended: returns its quota. */
    void release() {
        count.remove(mine.getAndSet(0));
    }
}
