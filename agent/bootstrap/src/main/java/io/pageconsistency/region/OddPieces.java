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
 * What is handed out of a region byte by byte, or in other lengths than whole pages. Part of {@link Region}, as {@link CutRuns} are.
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

    /** What was handed out byte by byte, and in other lengths than whole pages; null before there is any. */
    private volatile ByteExtents bytes;
    private volatile OddLengths lengths;
    /** Of several sizes, or some of other than a page's; plain, because it stays so and is only looked at when something is wrong. */
    private boolean crossedInPieces;

    OddPieces(Object owner, ReferenceQueue<Object> queue, PageMap pages) {
        super(owner, queue, pages);
    }

    abstract ByteExtents newBytes();

    abstract boolean reserves();

    abstract long pageSize();

    abstract long lengthOf(long page, long count);

    abstract long placeOf(long page);

    /** What was handed out byte by byte; null before there is any. */
    public ByteExtents bytes() {
        return bytes;
    }

    /** For those who hand out bytes; made on first use, without a lock. */
    public ByteExtents bytesForWriting() {
        ByteExtents all = bytes;
        if (all != null) {
            return all;
        }
        becomeEventful();
        ByteExtents made = newBytes();
        return BYTES.compareAndSet(this, (ByteExtents) null, made) ? made : bytes;
    }

    /** Whether bytes are all that is handed out of it, as far as one look tells. */
    public boolean isOfBytes() {
        return !reserves() && pageCount() == 1 && !pages.isHeld(0) && slotsAt(0) == null;
    }

    /** What is handed out byte by byte begins anew, if it has all come back; whether it has. */
    public boolean renewBytes() {
        ByteExtents all = bytes;
        return all == null || all.restart();
    }

    /** Nothing is held any more of what was handed out byte by byte. */
    public void endBytes() {
        ByteExtents all = bytes;
        if (all != null) {
            all.clear();
        }
    }

    /** Everything comes back at once that lies in pages. */
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

    /** Whether some hand-outs are not as long as their pages. */
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

    /** How long the hand-out of some pages is that are held, in bytes. */
    public long lengthOfHandOut(long page, long count) {
        long odd = lengthAt(page);
        return odd == 0 ? lengthOf(page, count) : odd;
    }

    private long lengthAt(long page) {
        OddLengths all = lengths;
        return all == null ? 0 : all.at(page);
    }

    /**
     * The place after the hand-out to which a page belongs, or that of the page if nobody has it any more.
     *
     * <p>The page may change hands meanwhile. A length is written before its pages are held, and each page is looked at in one
     * step. So what stayed the same from before the look to after it is of a hand-out that there was, or that there is going to be;
     * whatever was found at a page that is free by now is what somebody left there.
     *
     * <p>A take-back frees the first page of its hand-out first, and a hand-out among others takes it first. So pages that go on
     * from one at which nothing begins are being freed, and nobody has them any more: how long they were is known no longer.
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

    /** A transfer of some length is on record. */
    public void crossedIn(long length) {
        if (length != pageSize() && !crossedInPieces) {
            crossedInPieces = true;
        }
    }

    /** Whether transfers on record may have been of parts of others' memory. */
    public boolean crossedInPieces() {
        return crossedInPieces;
    }

    /** About how much of the Java heap this takes. */
    final long pieceBytes() {
        ByteExtents all = bytes;
        return (lengths == null ? 0 : pageCount() * Long.BYTES) + (all == null ? 0 : all.bytes());
    }
}
