package io.pageconsistency.agent.audit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.bitmap.SlotMap;
import io.pageconsistency.region.Region;

/**
 * Compares the record of one region with what its pool's books say, and keeps what differs.
 *
 * <p>Whoever reads the books calls it while the pool stands still. What the record does not know, because it was not seen, differs
 * from nothing. For one thread.
 */
public final class Comparison {
    private static final BitSet NO_SLOTS = new BitSet();

    private final Region region;
    private final List<Difference> differences = new ArrayList<>();

    Comparison(Region region) {
        this.region = region;
    }

    public Region region() {
        return region;
    }

    List<Difference> differences() {
        return differences;
    }

    /** Does something while a lock of the pool is held; false when it could not be had in time. */
    public boolean during(Object lock, Reading reading) throws Throwable {
        return Standstill.during(lock, reading::read);
    }

    /** What is read of the books while the pool stands still. */
    @FunctionalInterface
    public interface Reading {
        void read() throws Throwable;
    }

    /** Whether nothing differs so far. */
    public boolean isClean() {
        return differences.isEmpty();
    }

    /** How many pages are free for sure. */
    public long freePages() {
        long free = 0;
        for (long page = 0; page < region.pageCount(); page++) {
            free += isUnknown(page) || isInUse(page) ? 0 : 1;
        }
        return free;
    }

    /** Of how many pages the record knows nothing. */
    public long unknownPages() {
        long unknown = 0;
        for (long page = 0; page < region.pageCount(); page++) {
            unknown += isUnknown(page) ? 1 : 0;
        }
        return unknown;
    }

    private boolean isUnknown(long page) {
        return region.pages.isUnknown(page);
    }

    private boolean isInUse(long page) {
        return region.reserves() ? region.pages.isReserved(page) : region.pages.isHeld(page);
    }

    /**
     * A book of all pages.
     *
     * @param free which it has as free
     */
    public void pages(String book, BitSet free) {
        for (int page = 0; page < region.pageCount();) {
            Finding finding = finding(page, free);
            int end = page + 1;
            while (end < region.pageCount() && finding(end, free) == finding) {
                end++;
            }
            if (finding != null) {
                add(new Difference(finding, page, end - page, NO_SLOTS, book, 0, pagesInWords(finding, book)));
            }
            page = end;
        }
    }

    private Finding finding(int page, BitSet free) {
        return isUnknown(page) ? null : finding(isInUse(page), free.get(page));
    }

    private static Finding finding(boolean inUse, boolean free) {
        return inUse != free ? null : inUse ? Finding.BOOKS_FREE : Finding.BOOKS_CLAIMED;
    }

    private static String pagesInWords(Finding finding, String book) {
        return finding == Finding.BOOKS_FREE ? "expected " + book + " to show it as used, as the record does, but it is free there"
                : "expected " + book + " to show it as free, as the record does, but it is used there";
    }

    /** Those of some pages that are in use. */
    public BitSet inUse(BitSet pages) {
        BitSet inUse = new BitSet();
        pages.stream().filter(page -> page < region.pageCount() && !isUnknown(page) && isInUse(page)).forEach(inUse::set);
        return inUse;
    }

    /** A book of what is free and nothing else; {@code free} may be in use by the record nowhere. */
    public void freePages(String book, BitSet free) {
        for (int page = free.nextSetBit(0); page >= 0 && page < region.pageCount();) {
            int end = page;
            while (end < region.pageCount() && free.get(end) && !isUnknown(end) && isInUse(end)) {
                end++;
            }
            if (end > page) {
                add(new Difference(Finding.BOOKS_FREE, page, end - page, NO_SLOTS, book, 0, pagesInWords(Finding.BOOKS_FREE, book)));
            }
            page = free.nextSetBit(Math.max(end, page + 1));
        }
    }

    /**
     * A book of the slots of a run.
     *
     * @param page the first of the run
     * @param used which it has as used
     */
    public void slots(String book, long page, SlotMap map, BitSet used) {
        BitSet free = new BitSet();
        BitSet claimed = new BitSet();
        for (int slot = 0; slot < map.slots(); slot++) {
            Finding finding = map.isUnknown(slot) ? null : finding(map.isReserved(slot), !used.get(slot));
            if (finding != null) {
                (finding == Finding.BOOKS_FREE ? free : claimed).set(slot);
            }
        }
        slots(Finding.BOOKS_FREE, book, page, map, free);
        slots(Finding.BOOKS_CLAIMED, book, page, map, claimed);
    }

    private void slots(Finding finding, String book, long page, SlotMap map, BitSet slots) {
        if (!slots.isEmpty()) {
            int more = slots.cardinality() - 1;
            add(new Difference(finding, page, map.runPages(), slots, book, 0, pagesInWords(finding, book)
                    + (more == 0 ? "" : ", and so are " + more + " more slots of the run")));
        }
    }

    /** One slot that a book has as free; it is known whether it is. */
    public void freeSlot(String book, long page, SlotMap map, int slot) {
        if (slot >= 0 && slot < map.slots() && !map.isUnknown(slot) && map.isReserved(slot)) {
            BitSet slots = new BitSet();
            slots.set(slot);
            slots(Finding.BOOKS_FREE, book, page, map, slots);
        }
    }

    /** A figure about some pages that must lie within bounds, and does not have to be one if there are unknown pages. */
    public void figure(String book, long page, long count, long found, long least, long most) {
        if (found < least || found > most) {
            add(new Difference(Finding.BOOKS_CONTRADICT, page, count, NO_SLOTS, book, found < least ? found - least : found - most,
                    "expected " + book + " to be " + (least == most ? least : least + " to " + most)
                            + " by the record, but it is " + found));
        }
    }

    /** Something about some pages that can be right in no way. */
    public void contradiction(String book, long page, long count, String words) {
        add(new Difference(Finding.BOOKS_CONTRADICT, page, count, NO_SLOTS, book, 0, words));
    }

    /** Of several books that are wrong about the same memory the first is named. */
    private void add(Difference difference) {
        if (differences.stream().noneMatch(other -> other.isBesides(difference) && difference.finding() != Finding.BOOKS_CONTRADICT)) {
            differences.add(difference);
        }
    }
}
