package io.pageconsistency.bitmap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import io.pageconsistency.Operation;
import io.pageconsistency.verdict.Objection;

/**
 * A second implementation of the rules for pages, page by page and without bits, with which {@link PageMap} must agree.
 *
 * <p>Damage makes a page unknown at once here; in the map, it does so when the cell is repaired.
 */
final class PageMapModel {
    enum Past { NEVER, UNKNOWN, SEEN }

    /** One page. Claimed and held have a meaning only if the page is not unknown. */
    static final class Page {
        Past past = Past.NEVER;
        boolean claimed;
        boolean held;
        boolean start;

        void become(Past newPast, boolean nowClaimed, boolean nowHeld, boolean nowStart) {
            past = newPast;
            claimed = nowClaimed;
            held = nowHeld;
            start = nowStart;
        }
    }

    /** A finding about an operation, and its page. */
    record Objection(Finding finding, long page) {
    }

    /** The gravest first; on purpose not taken from the enumeration. */
    private static final List<Finding> GRAVITY = List.of(Finding.ALREADY_CLAIMED, Finding.ALREADY_HELD, Finding.UNCLAIMED,
            Finding.ALREADY_FREE, Finding.NEVER_ALLOCATED, Finding.NOT_A_START, Finding.OTHER_INSIDE, Finding.ONLY_A_PART,
            Finding.STILL_HELD);

    final Page[] pages;
    private final boolean reserves;

    PageMapModel(int size, boolean reserves, boolean known) {
        this.pages = new Page[size];
        this.reserves = reserves;
        for (int i = 0; i < size; i++) {
            pages[i] = new Page();
            pages[i].past = known ? Past.NEVER : Past.UNKNOWN;
        }
    }

    boolean isOutside(long first, long count) {
        return first < 0 || count < 1 || first >= pages.length || count > pages.length - first;
    }

    /** All findings, in the order of their pages. The range must lie inside. */
    List<Objection> objections(Operation operation, long first, long count) {
        List<Objection> objections = new ArrayList<>();
        for (int i = (int) first; i < first + count; i++) {
            Finding finding = switch (operation) {
                case RESERVE -> toReserve(pages[i]);
                case RELEASE -> toRelease(pages[i]);
                case HAND_OUT -> toHandOut(pages[i]);
                default -> toTakeBack(i, i == first, i == first + count - 1);
            };
            if (finding != null) {
                objections.add(new Objection(finding, i));
            }
        }
        return objections;
    }

    private static Finding toReserve(Page page) {
        return page.claimed ? Finding.ALREADY_CLAIMED : page.held ? Finding.ALREADY_HELD : null;
    }

    private static Finding toRelease(Page page) {
        if (page.past == Past.UNKNOWN) {
            return null;
        }
        return !page.claimed ? notInUse(page) : page.held ? Finding.STILL_HELD : null;
    }

    private Finding toHandOut(Page page) {
        if (page.held) {
            return Finding.ALREADY_HELD;
        }
        return reserves && !page.claimed && page.past != Past.UNKNOWN ? Finding.UNCLAIMED : null;
    }

    private Finding toTakeBack(int i, boolean first, boolean last) {
        Page page = pages[i];
        if (!page.held) {
            return page.past == Past.UNKNOWN ? null : notInUse(page);
        }
        if (first && !page.start) {
            return Finding.NOT_A_START;
        }
        if (!first && page.start) {
            return Finding.OTHER_INSIDE;
        }
        boolean continuesHandOut = i + 1 < pages.length && pages[i + 1].held && !pages[i + 1].start;
        return last && continuesHandOut ? Finding.ONLY_A_PART : null;
    }

    private static Finding notInUse(Page page) {
        return page.past == Past.NEVER ? Finding.NEVER_ALLOCATED : Finding.ALREADY_FREE;
    }

    static Objection gravest(List<Objection> objections) {
        return objections.stream().min(Comparator.comparingInt((Objection o) -> GRAVITY.indexOf(o.finding()))
                .thenComparingLong(Objection::page)).orElseThrow();
    }

    /** Applies the operation to all existing pages of a range, right or wrong. */
    void apply(Operation operation, long first, long count) {
        for (int i = 0; i < pages.length; i++) {
            if (covers(first, count, i)) {
                apply(operation, pages[i], i == first);
            }
        }
    }

    static boolean covers(long first, long count, long page) {
        long end = first > 0 && count > Long.MAX_VALUE - first ? Long.MAX_VALUE : first + count;
        return count > 0 && page >= first && page < end;
    }

    private void apply(Operation operation, Page page, boolean first) {
        switch (operation) {
            case RESERVE -> page.become(Past.SEEN, true, false, false);
            case RELEASE, CLOSE -> page.become(Past.SEEN, false, false, false);
            case HAND_OUT -> page.become(Past.SEEN, page.claimed || reserves, true, first);
            default -> page.become(Past.SEEN, page.claimed || reserves && page.past == Past.UNKNOWN, false, false);
        }
    }

    /** Ignores a range that is partly outside. */
    void forget(long first, long count) {
        if (!isOutside(first, count)) {
            Arrays.stream(pages, (int) first, (int) (first + count)).filter(page -> !page.held)
                    .forEach(page -> page.become(Past.UNKNOWN, false, false, false));
        }
    }

    void damage(int page) {
        pages[page].become(Past.UNKNOWN, false, false, false);
    }

    long reserved() {
        return Arrays.stream(pages).filter(page -> page.claimed).count();
    }

    long held() {
        return Arrays.stream(pages).filter(page -> page.held).count();
    }
}
