package io.pageconsistency.region;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.ReferenceQueue;

import io.pageconsistency.Operation;
import io.pageconsistency.bitmap.ByteExtents;
import io.pageconsistency.bitmap.OddLengths;
import io.pageconsistency.bitmap.PageMap;
import io.pageconsistency.bitmap.SlotMap;

/**
 * The byte extents of a region, and the hand-outs whose length is not a whole number of pages. A superclass of {@link Region}, like
 * {@link CutRuns}.
 *
 * <p>Thread-safe, lock-free.
 */
public abstract class OddPieces extends CutRuns {
    private static final VarHandle BYTES;
    private static final VarHandle LENGTHS;

    static {
        try {
            BYTES = MethodHandles.lookup().findVarHandle(OddPieces.class, "bytes", ByteExtents.class);
            LENGTHS = MethodHandles.lookup().findVarHandle(OddPieces.class, "lengths", OddLengths.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The byte extents, and the odd lengths; each null until there are any. */
    private volatile ByteExtents bytes;
    private volatile OddLengths lengths;
    /** Whether some transfer had another length than a page. Not volatile, because it is set once and read only for reports. */
    private boolean crossedInPieces;

    OddPieces(Object owner, ReferenceQueue<Object> queue, PageMap pages) {
        super(owner, queue, pages);
    }

    abstract ByteExtents newBytes();

    abstract boolean reserves();

    abstract long pageSize();

    abstract long lengthOf(long page, long count);

    abstract long placeOf(long page);

    /** The byte extents; null until there are any. */
    public ByteExtents bytes() {
        return bytes;
    }

    /** The byte extents; created on first use, without a lock. */
    public ByteExtents bytesForWriting() {
        ByteExtents all = bytes;
        if (all != null) {
            return all;
        }
        becomeEventful();
        ByteExtents made = newBytes();
        return BYTES.compareAndSet(this, (ByteExtents) null, made) ? made : bytes;
    }

    /** Whether the region probably has only byte extents, by a quick check. */
    public boolean isOfBytes() {
        return !reserves() && pageCount() == 1 && !pages.isHeld(0) && slotsAt(0) == null;
    }

    /** Restarts the list of byte extents, because the pool hands out from the start again; false if some are still held. */
    public boolean renewBytes() {
        ByteExtents all = bytes;
        return all == null || all.restart();
    }

    /** Takes all byte extents back. */
    public void endBytes() {
        ByteExtents all = bytes;
        if (all != null) {
            all.clear();
        }
    }

    /** Takes all slots and byte extents back. */
    public void endPieces() {
        for (int page = nextSlots(0); page >= 0; page = nextSlots(page + 1)) {
            SlotMap map = slotsAt(page);
            for (int slot = 0; map != null && slot < map.slots(); slot++) {
                if (map.isHeld(slot)) {
                    map.force(Operation.TAKE_BACK, slot);
                }
            }
        }
        endBytes();
    }

    final long extentsHeld() {
        ByteExtents extents = bytes;
        return extents == null ? 0 : extents.held();
    }

    /** Whether some hand-outs are shorter than their pages. */
    public boolean hasOddLengths() {
        return lengths != null;
    }

    public OddLengths lengthsForWriting() {
        OddLengths all = lengths;
        if (all != null) {
            return all;
        }
        OddLengths made = new OddLengths(pageCount());
        return LENGTHS.compareAndSet(this, (OddLengths) null, made) ? made : lengths;
    }

    /** The length in bytes of the held hand-out of some pages. */
    public long lengthOfHandOut(long page, long count) {
        long odd = lengthAt(page);
        return odd == 0 ? lengthOf(page, count) : odd;
    }

    private long lengthAt(long page) {
        OddLengths all = lengths;
        return all == null ? 0 : all.at(page);
    }

    /**
     * The place after the hand-out that a page belongs to, or the place of the page itself if it is no longer held.
     *
     * <p>The page may be taken back and handed out again meanwhile. A length is written before its pages are held, and each cell is
     * read at one instant. So if length and start are the same before and after the read of the pages, they belong to one hand-out.
     *
     * <p>A take-back frees the first page of its hand-out first, and a hand-out takes its first page first. So pages that continue
     * a hand-out without a start are being freed, and their length is no longer known.
     */
    public long endOfHandOut(long page) {
        while (true) {
            long first = pages.startOf(page);
            long odd = lengthAt(first);
            long length = odd != 0 ? odd : lengthOf(first, pages.endOfHandOut(first) - first);
            if (!isStart(first)) {
                return placeOf(page);
            }
            if (lengthAt(first) == odd && pages.startOf(page) == first) {
                return placeOf(first) + length;
            }
        }
    }

    /** Notes the length of a transfer on record. */
    public void crossedIn(long length) {
        if (length != pageSize() && !crossedInPieces) {
            crossedInPieces = true;
        }
    }

    /** Whether transfers on record may overlap others with another start. */
    public boolean crossedInPieces() {
        return crossedInPieces;
    }

    /** The approximate size of this record on the Java heap, in bytes. */
    final long pieceBytes() {
        ByteExtents all = bytes;
        return (lengths == null ? 0 : pageCount() * Long.BYTES) + (all == null ? 0 : all.bytes());
    }
}
