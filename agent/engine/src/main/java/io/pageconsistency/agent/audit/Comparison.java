package io.pageconsistency.agent.audit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.bitmap.SlotMap;
import io.pageconsistency.region.Region;

/**
 * Compares the record of one region with its pool's books, and collects the differences.
 *
 * <p>The reader of the books calls these methods while it holds the pool's lock. Memory whose state is unknown never differs. Not
 * thread-safe.
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

    /** Reads books while a lock of the pool is held. Returns false if the lock could not be acquired in time. */
    public boolean during(Object lock, Reading reading) throws Throwable {
        return Standstill.during(lock, reading::read);
    }

    /** Reads books while the pool's lock is held. */
    @FunctionalInterface
    public interface Reading {
        void read() throws Throwable;
    }

    /** Whether there is no difference so far. */
    public boolean isClean() {
        return differences.isEmpty();
    }

    /** Returns the number of pages that are certainly free. */
    public long freePages() {
        long free = 0;
        for (long page = 0; page < region.pageCount(); page++) {
            free += isUnknown(page) || isInUse(page) ? 0 : 1;
        }
        return free;
    }

    /** Returns the number of pages whose state is unknown. */
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
     * Compares a book about all pages.
     *
     * @param free the pages that are free in the book
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

    /** Returns those of the given pages that are in use. */
    public BitSet inUse(BitSet pages) {
        BitSet inUse = new BitSet();
        pages.stream().filter(page -> page < region.pageCount() && !isUnknown(page) && isInUse(page)).forEach(inUse::set);
        return inUse;
    }

    /** Compares a book that lists free pages only. The record must not have any page of {@code free} in use. */
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
     * Compares a book about the slots of a run.
     *
     * @param page the first page of the run
     * @param used the slots that are used in the book
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

    /** Compares one slot that is free in a book. It does not differ if its state is unknown. */
    public void freeSlot(String book, long page, SlotMap map, int slot) {
        if (slot >= 0 && slot < map.slots() && !map.isUnknown(slot) && map.isReserved(slot)) {
            BitSet slots = new BitSet();
            slots.set(slot);
            slots(Finding.BOOKS_FREE, book, page, map, slots);
        }
    }

    /** Compares a figure about some pages with its bounds. The bounds may be apart if the state of some pages is unknown. */
    public void figure(String book, long page, long count, long found, long least, long most) {
        if (found < least || found > most) {
            add(new Difference(Finding.BOOKS_CONTRADICT, page, count, NO_SLOTS, book, found < least ? found - least : found - most,
                    "expected " + book + " to be " + (least == most ? least : least + " to " + most)
                            + " by the record, but it is " + found));
        }
    }

    /** Adds a contradiction about some pages that no state of the record could explain. */
    public void contradiction(String book, long page, long count, String words) {
        add(new Difference(Finding.BOOKS_CONTRADICT, page, count, NO_SLOTS, book, 0, words));
    }

    /** If several books are wrong about the same memory, the difference names the first one. */
    private void add(Difference difference) {
        if (differences.stream().noneMatch(other -> other.isBesides(difference) && difference.finding() != Finding.BOOKS_CONTRADICT)) {
            differences.add(difference);
        }
    }
}
