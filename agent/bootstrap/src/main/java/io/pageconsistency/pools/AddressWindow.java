package io.pageconsistency.pools;

import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Region;

/**
 * A part of the memory of a tracked pool and the region that is its record: places are turned into pages here.
 *
 * <p>A place is an address or a number. Those that do not lie on the grid of pages are recorded byte by byte. Thread-safe.
 */
final class AddressWindow {
    private final Ledger ledger;
    private final Region region;
    private final long low;
    private final long high;
    private final long first;
    /** What is taken off a place to have it in the region's own counting, where that has no address. */
    private final long base;
    /** 0 where there is no grid. */
    private final long pageBytes;
    /** Of pages whose size is a power of two, by how much to shift instead of dividing, which takes tens of cycles; else -1. */
    private final int pageShift;
    /** Null where objects do not tell hand-outs apart, and where nobody has anything any more. */
    private volatile Holders holders;

    /**
     * @param low the first place that belongs to it
     * @param high the place after the last one
     * @param first where the first page of the region begins, at {@code low} or less than a page after it
     * @param pageBytes how many places a page has, or 0 where there is no grid
     * @param holders null where objects do not tell hand-outs apart
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

    /** The page that begins at a place; negative where none does. */
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

    /** How far a length falls short of the pages it takes. */
    private long less(long page, long count, long bytes) {
        return bytes == pageBytes ? 0 : region.lengthOf(page, count) - bytes;
    }

    /** @param bytes no more than there are in here after the place */
    void handedOut(Object holder, long place, long bytes) {
        Holders holders = this.holders;
        long page = pageAt(place);
        if (page >= 0) {
            long count = pages(bytes);
            ledger.pools().handOut(region, page, count, less(page, count, bytes));
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

    /** @param bytes -1 for whatever was handed out there */
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
            ledger.pools().takeBack(region, page, count, less(page, count, bytes));
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

    /** @param bytes -1 for whatever was handed out there */
    void takeBackFailed(long place, long bytes) {
        long page = pageAt(place);
        if (page >= 0) {
            ledger.failures().takeBack(region, page, pages(Math.max(1, bytes)));
        } else {
            ledger.failures().takeBackBytes(region, place - base, bytes);
        }
    }

    /** An operation could not be recorded. What is not on the grid would take memory to be noted, which may be what is short. */
    void unrecorded(long place, long bytes) {
        long page = pageAt(place);
        if (page >= 0) {
            ledger.failures().unrecorded(region, page, pages(bytes));
        } else {
            abandon();
        }
    }

    /** The record is void. */
    void abandon() {
        ledger.regions().abandon(region);
        release();
    }

    /** @param bytes -1 for whatever was handed out there */
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

    /** Whether something was handed out that begins at a place, and has come back, or ended with the region. */
    boolean cameBack(long place) {
        long page = pageAt(place);
        return page >= 0 ? region.cameBack(page) : ledger.bytes().cameBack(region, place - base);
    }

    /** About how much of the Java heap its record takes. */
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
        // The pool may live on for long; what it had is room for others from now on.
        release();
        return found;
    }

    /** It is not used any more, and another one takes its place. */
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
