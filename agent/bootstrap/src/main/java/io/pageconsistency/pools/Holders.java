package io.pageconsistency.pools;

import java.lang.ref.WeakReference;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * In which objects the memory of a region was handed out: the present one and a few before it, held weakly.
 *
 * <p>So who gives back memory that has been taken from him and handed to another is known by what he brings, even though the
 * memory is held and nothing about its state is wrong. Bounded by the {@link HolderCount}: when
 * too many objects are on record everywhere, the earlier ones are given up first, and that is to be said.
 *
 * <p>Thread-safe. An entry is written by whoever has the memory, and read by anybody.
 */
final class Holders {
    /** What an object that comes back is. */
    enum Verdict {
        /** That of the present hand-out, as far as can be told. */
        PRESENT,
        /** That of an earlier hand-out. */
        EARLIER,
        /** Not one that is on record, while another one is that nobody has brought back. */
        UNSEEN
    }

    private static final int CHUNK_BITS = 10;
    private static final int CHUNK = 1 << CHUNK_BITS;
    /** How many earlier objects are kept for one piece of memory. */
    private static final int EARLIER = 3;
    /** Pieces that are not pages; beyond, some are forgotten. */
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
    /** Whether users of the pool bring other objects than they got: then one that is not on record says nothing. */
    private volatile boolean rewraps;

    Holders(long pages, HolderCount count) {
        this.count = count;
        chunks = new AtomicReferenceArray<>((int) ((pages - 1 >>> CHUNK_BITS) + 1));
    }

    private Holder newest(long page) {
        AtomicReferenceArray<Holder> chunk = chunks.getAcquire((int) (page >>> CHUNK_BITS));
        return chunk == null ? null : chunk.getAcquire((int) page & CHUNK - 1);
    }

    /** Memory that begins with a page was handed out in an object. */
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

    /** A new holder before the others, or null where there is no room for the first. */
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
     * What an object is that is brought back for memory that begins with a page.
     *
     * @param held whether somebody holds the memory; if nobody does, nobody else can
     */
    Verdict verdict(long page, Object handle, boolean held) {
        return verdict(newest(page), handle, held);
    }

    private Verdict verdict(Holder newest, Object handle, boolean held) {
        if (newest == null || handle == null || !held) {
            return Verdict.PRESENT;
        }
        if (newest.refersTo(handle)) {
            // Back, and yet held: as a part of something that begins elsewhere.
            return newest.back ? Verdict.EARLIER : Verdict.PRESENT;
        }
        for (Holder h = newest.earlier; h != null; h = h.earlier) {
            if (h.refersTo(handle)) {
                return Verdict.EARLIER;
            }
        }
        if (newest.back || newest.refersTo(null)) {
            // Whoever has it was not seen to get it, or has thrown away what he got it in, and must bring something else.
            return Verdict.PRESENT;
        }
        if (newest.earlier == null) {
            // The first hand-out ever: there is no earlier one that it could belong to.
            rewraps = true;
        }
        return rewraps ? Verdict.PRESENT : Verdict.UNSEEN;
    }

    /** Memory that begins with a page has come back. */
    void takenBack(long page) {
        Holder newest = newest(page);
        if (newest != null) {
            newest.back = true;
        }
    }

    /** The same as the others, for memory that begins anywhere. */
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

    /** All has come back at once. */
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

    /** The region is not used any more. */
    void release() {
        count.remove(mine.getAndSet(0));
    }
}
