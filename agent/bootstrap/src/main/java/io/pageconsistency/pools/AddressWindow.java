package io.pageconsistency.pools;

import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Region;

/**
 * A part of the memory of a tracked pool, with the region that is its record. Converts places to pages.
 *
 * <p>A place is an address, a position or a page number. Hand-outs off the page grid are recorded as byte extents. Thread-safe.
 */
final class AddressWindow {
    private final Ledger ledger;
    private final Region region;
    private final long low;
    private final long high;
    private final long first;
    /** Subtracted from a place to get the position in a region without an address. */
    private final long base;
    /** 0 if there is no page grid. */
    private final long pageBytes;
    /** If the page size is a power of two, its logarithm, because a shift is faster than a division by tens of cycles; else -1. */
    private final int pageShift;
    /** Null if hand-outs are not distinguished by objects, and after the window has ended. */
    private volatile Holders holders;

    /**
     * @param low the first place of the window
     * @param high the place after the last one
     * @param first the start of the first page, at {@code low} or less than a page after it
     * @param pageBytes the number of places in a page, or 0 if there is no page grid
     * @param holders null if hand-outs are not distinguished by objects
     */
    AddressWindow(Ledger ledger, Region region, long low, long high, long first, long pageBytes, HolderCount holders) {
        this.ledger = ledger;
        this.region = region;
        this.low = low;
        this.high = high;
        this.first = first;
        this.base = region.address() == 0 ? low : 0;
        this.pageBytes = pageBytes;
        this.pageShift = Long.bitCount(pageBytes) == 1 ? Long.numberOfTrailingZeros(pageBytes) : -1;
        this.holders = holders == null ? null : new Holders(region.pageCount(), holders);
    }

    Region region() {
        return region;
    }

    long low() {
        return low;
    }

    long high() {
        return high;
    }

    boolean covers(long place) {
        return place >= low && place < high;
    }

    /** The page that begins at a place; negative if none does. */
    private long pageAt(long place) {
        long offset = place - first;
        if (pageShift >= 0) {
            long page = offset >> pageShift;
            return page << pageShift == offset ? page : -1;
        }
        return pageBytes != 0 && offset % pageBytes == 0 ? offset / pageBytes : -1;
    }

    private long pages(long bytes) {
        return bytes <= pageBytes ? 1 : (bytes - 1) / pageBytes + 1;
    }

    /** By how many bytes a length falls short of its pages. */
    private long shortfall(long page, long count, long bytes) {
        return bytes == pageBytes ? 0 : region.lengthOf(page, count) - bytes;
    }

    /** @param bytes the length, which must not reach beyond this window */
    void handedOut(Object holder, long place, long bytes) {
        Holders holders = this.holders;
        long page = pageAt(place);
        if (page >= 0) {
            long count = pages(bytes);
            ledger.pools().handOut(region, page, count, shortfall(page, count, bytes));
            if (holders != null) {
                holders.handedOut(page, holder);
            }
        } else {
            ledger.bytes().handOut(region, place - base, bytes);
            if (holders != null) {
                holders.handedOutExact(place, holder);
            }
        }
    }

    /** @param bytes the length, or -1 for the length that was handed out */
    void takingBack(Object holder, long place, long bytes) {
        Holders holders = this.holders;
        long page = pageAt(place);
        if (page < 0) {
            takingBackExact(holder, place, bytes);
            return;
        }
        long count = bytes < 0 ? region.heldFrom(page) : pages(bytes);
        if (holders != null && isStale(holders, page, count, holder)) {
            ledger.wrongReturns().stale(region, page, count);
        } else if (bytes < 0) {
            ledger.pools().takeBackWhole(region, page, count);
        } else {
            ledger.pools().takeBack(region, page, count, shortfall(page, count, bytes));
        }
        if (holders != null) {
            holders.takenBack(page);
        }
    }

    private boolean isStale(Holders holders, long page, long count, Object holder) {
        Holders.Verdict verdict = holders.verdict(page, holder, region.isHeld(page));
        if (verdict == Holders.Verdict.UNSEEN) {
            ledger.wrongReturns().suspect(region, page, count);
        }
        return verdict == Holders.Verdict.EARLIER;
    }

    private void takingBackExact(Object holder, long place, long bytes) {
        Holders holders = this.holders;
        boolean stale = false;
        if (holders != null) {
            Holders.Verdict verdict = holders.verdictExact(place, holder, ledger.bytes().lengthAt(region, place - base) != -1);
            if (verdict == Holders.Verdict.UNSEEN) {
                ledger.wrongReturns().suspectBytes(region, place - base, bytes);
            }
            stale = verdict == Holders.Verdict.EARLIER;
        }
        if (stale) {
            ledger.wrongReturns().staleBytes(region, place - base, bytes);
        } else {
            ledger.bytes().takeBack(region, place - base, bytes);
        }
        if (holders != null) {
            holders.takenBackExact(place);
        }
    }

    /** @param bytes the length, or -1 for the length that was handed out */
    void takeBackFailed(long place, long bytes) {
        long page = pageAt(place);
        if (page >= 0) {
            ledger.failures().takeBack(region, page, pages(Math.max(1, bytes)));
        } else {
            ledger.failures().takeBackBytes(region, place - base, bytes);
        }
    }

    /**
     * An operation could not be recorded. For memory off the page grid the whole window is abandoned: a note in the record would
     * need heap memory, and a lack of that may be the reason.
     */
    void unrecorded(long place, long bytes) {
        long page = pageAt(place);
        if (page >= 0) {
            ledger.failures().unrecorded(region, page, pages(bytes));
        } else {
            abandon();
        }
    }

    /** Abandons the record of this window. */
    void abandon() {
        ledger.regions().abandon(region);
        release();
    }

    /** @param bytes the length, or -1 for the length that was handed out */
    Fit fits(long place, long bytes) {
        long page = pageAt(place);
        long held = page < 0 ? ledger.bytes().lengthAt(region, place - base)
                : region.isStart(page) ? region.lengthOfHandOut(page, region.heldFrom(page)) : -1;
        if (held != -1) {
            return bytes < 0 || bytes == held ? Fit.HELD : Fit.OTHER_LENGTH;
        }
        if (page < 0) {
            return ledger.bytes().cameBack(region, place - base) ? Fit.CAME_BACK : Fit.NONE;
        }
        return region.cameBack(page) && (bytes < 0 || bytes % pageBytes == 0) ? Fit.CAME_BACK : Fit.AROUND;
    }

    /** Whether a hand-out that began at a place was taken back, or ended with the region. */
    boolean cameBack(long place) {
        long page = pageAt(place);
        return page >= 0 ? region.cameBack(page) : ledger.bytes().cameBack(region, place - base);
    }

    /** The approximate size of the record on the Java heap, in bytes. */
    long bytes() {
        return region.recordBytes();
    }

    void reset() {
        ledger.pools().reset(region);
        Holders holders = this.holders;
        if (holders != null) {
            holders.reset();
        }
    }

    int close(int cause) {
        int found = ledger.regions().close(region, cause);
        // The pool may live on for long, so the holders' quota is returned now.
        release();
        return found;
    }

    /** Ends this window, because another one takes its place. */
    void replace() {
        ledger.regions().replace(region);
        release();
    }

    void release() {
        Holders holders = this.holders;
        if (holders != null) {
            holders.release();
            this.holders = null;
        }
    }
}
