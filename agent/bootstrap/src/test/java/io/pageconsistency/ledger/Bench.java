package io.pageconsistency.ledger;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

/** A ledger with a listener that collects findings, and an owner for regions. */
final class Bench implements LedgerListener {
    static final long ADDRESS = 1L << 32;
    static final long PAGE = 8_192;
    /** The slots of a run of one page. */
    static final int SLOTS = 8;

    final Ledger ledger = new Ledger();
    final List<Violation> violations = new CopyOnWriteArrayList<>();
    final Object owner = new Object();

    Bench() {
        ledger.reports().add(this);
    }

    @Override
    public void violation(Violation violation) {
        violations.add(violation);
    }

    /** A new region of so many 8 KiB pages. */
    Region open(long pages) {
        return ledger.open("bench", owner, new Geometry(ADDRESS, 0, pages * PAGE, PAGE, true), true);
    }

    /** An adopted region. */
    Region adopt(long pages) {
        return ledger.open("bench", owner, new Geometry(ADDRESS, 0, pages * PAGE, PAGE, true), false);
    }

    void reserve(Region region, long page, long count) {
        ledger.reserve(region, page, count);
    }

    void handOut(Region region, long page, long count) {
        ledger.handOut(region, page, count, page * PAGE, count * PAGE);
    }

    /** Reserves and hands out. */
    void allocate(Region region, long page, long count) {
        reserve(region, page, count);
        handOut(region, page, count);
    }

    /** Takes back and releases. */
    void free(Region region, long page, long count) {
        ledger.takeBack(region, page, count);
        ledger.release(region, page, count);
    }

    /** Reserves a slot of a run of one page cut into eight, and hands it out. */
    void allocateSlot(Region region, long page, int slot) {
        reserveSlot(region, page, slot);
        handOutSlot(region, page, slot);
    }

    void reserveSlot(Region region, long page, int slot) {
        ledger.reserveSlot(region, page, 1, SLOTS, PAGE / SLOTS, slot);
    }

    void handOutSlot(Region region, long page, int slot) {
        ledger.handOutSlot(region, page, 1, slot, page * PAGE + slot * PAGE / 8, PAGE / 8);
    }

    void freeSlot(Region region, long page, int slot) {
        ledger.takeBackSlot(region, page, 1, slot);
        ledger.releaseSlot(region, page, 1, slot);
    }

    /** All findings in their order: kind, sequence, and the cause of a follow-up. */
    List<String> findings() {
        return violations.stream().map(v -> v.kind() + " " + v.sequence() + (v.isFollowUp() ? " from " + v.cause() : ""))
                .toList();
    }

    Violation only() {
        if (violations.size() != 1) {
            throw new AssertionError("one finding expected, not " + findings());
        }
        return violations.get(0);
    }

    long counted(ViolationKind kind) {
        return ledger.reports().violations(kind);
    }
}
