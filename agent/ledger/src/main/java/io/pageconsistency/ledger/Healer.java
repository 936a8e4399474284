package io.pageconsistency.ledger;

import io.pageconsistency.Operation;
import io.pageconsistency.Violation;

/** Heals damaged words and reports what it was; each damage once. Thread-safe. */
final class Healer {
    private final Reports reports;
    private final Policy policy;

    Healer(Reports reports, Policy policy) {
        this.reports = reports;
        this.policy = policy;
    }

    /** Heals and reports all damage of a region, its slots included; returns how many words it was. */
    int heal(Region region, Operation operation) {
        return heal(region, 0, region.pageCount(), operation) + healSlots(region, operation);
    }

    /** Heals and reports all damage of the slots; returns how many words it was. */
    int healSlots(Region region, Operation operation) {
        int damaged = 0;
        for (int page = region.nextSlots(0); page >= 0; page = region.nextSlots(page + 1)) {
            SlotMap map = region.slotsAt(page);
            damaged += map == null ? 0 : heal(region, page, map, operation);
        }
        return damaged;
    }

    /** Heals and reports all damage of the slots of a run; returns how many words it was. */
    int heal(Region region, long page, SlotMap map, Operation operation) {
        return heal(region, map, 0, map.length(), operation);
    }

    /** The same for some pages, from one on and before another. What lies outside the region is left out. */
    int heal(Region region, long from, long to, Operation operation) {
        long end = Math.min(region.pageCount(), to);
        int damaged = 0;
        for (long p = Math.max(0, from); p < end; p = (p / PageWord.PAGES + 1) * PageWord.PAGES) {
            damaged += heal(region, region.pages, PageMap.wordOf(p), operation) ? 1 : 0;
        }
        return damaged;
    }

    /** The same for some words, from one on and before another. */
    int heal(Region region, CodedWords words, int from, int to, Operation operation) {
        int damaged = 0;
        for (int i = words.firstDamaged(from, to); i >= 0; i = words.firstDamaged(i + 1, to)) {
            damaged += heal(region, words, i, operation) ? 1 : 0;
        }
        return damaged;
    }

    /** Heals one word if it is damaged, and reports it if nobody else did. */
    boolean heal(Region region, CodedWords words, int word, Operation operation) {
        Healing healing = words.heal(word);
        if (healing == null || region.state() == Region.State.ABANDONED) {
            return false;
        }
        boolean pages = words == region.pages;
        long page = pages ? (long) word * PageWord.PAGES : pageOf(region, words);
        long count = pages ? Math.min(PageWord.PAGES, region.pageCount() - page) : 1;
        // Not contested: everything in the word is unknown from here on, so nothing can follow from the damage.
        Violation violation = reports.made(Incident.of(Finding.CORRUPTED, operation).in(region).at(region.shown(new PageRun(region, page, count).extent()))
                .withExplanation(healing.text(pages)));
        reports.violation(violation);
        policy.reported(violation);
        return true;
    }

    private static long pageOf(Region region, CodedWords map) {
        for (int page = region.nextSlots(0); page >= 0; page = region.nextSlots(page + 1)) {
            if (region.slotsAt(page) == map) {
                return page;
            }
        }
        return 0;
    }
}
