package io.pageconsistency.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.pageconsistency.ViolationKind;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

/**
 * Proves on this virtual machine that a ledger detects faults.
 *
 * <p>Runs on a ledger of its own without listeners. It is in this package because it needs access to flip a bit of the record.
 */
public final class SelfTest {
    private static final long PAGE_SIZE = 8;
    private static final int SLOTS = 4;

    private final Ledger ledger = new Ledger();
    private final Object owner = new Object();
    private final Region region = ledger.open("self-test", owner, new Geometry(0, 0, 16 * PAGE_SIZE, PAGE_SIZE, true), true);
    private final List<String> failures = new ArrayList<>();

    private SelfTest() {
    }

    /** The faults that were missed and the false findings, in words; empty if the test passed. */
    public static List<String> failures() {
        SelfTest test = new SelfTest();
        test.run();
        return test.failures;
    }

    private void run() {
        pages();
        slots();
        expectAll("healthy use");

        pages();
        ledger.takeBack(region, 0, 2);
        expectAll("a double free", ViolationKind.DOUBLE_FREE);

        slotGivenBack();
        ledger.takeBackSlot(region, 5, 1, 1);
        expectAll("a double free of a slot", ViolationKind.DOUBLE_FREE, ViolationKind.DOUBLE_FREE);

        ledger.reserve(region, 3, 1);
        ledger.reserve(region, 3, 1);
        expectAll("a double allocation", ViolationKind.DOUBLE_FREE, ViolationKind.DOUBLE_FREE, ViolationKind.DOUBLE_ALLOC);

        region.pages.flip(9, 1 << 15);
        ledger.validate();
        expectAll("a flipped bit", ViolationKind.DOUBLE_FREE, ViolationKind.DOUBLE_FREE, ViolationKind.DOUBLE_ALLOC,
                ViolationKind.BITMAP_CORRUPTION);
    }

    private void pages() {
        ledger.reserve(region, 0, 2);
        ledger.handOut(region, 0, 2, 0, 2 * PAGE_SIZE);
        ledger.takeBack(region, 0, 2);
        ledger.release(region, 0, 2);
    }

    private void slots() {
        slotGivenBack();
        ledger.releaseSlot(region, 5, 1, 1);
        ledger.release(region, 5, 1);
    }

    /** Leaves a slot as it is in a thread's cache: claimed and not held. */
    private void slotGivenBack() {
        ledger.reserve(region, 5, 1);
        ledger.reserveSlot(region, 5, 1, SLOTS, PAGE_SIZE / SLOTS, 1);
        ledger.handOutSlot(region, 5, 1, 1, 5 * PAGE_SIZE + PAGE_SIZE / SLOTS, PAGE_SIZE / SLOTS);
        ledger.takeBackSlot(region, 5, 1, 1);
    }

    /** Checks that exactly these violations were found so far. */
    private void expectAll(String after, ViolationKind... kinds) {
        List<ViolationKind> expected = List.of(kinds);
        for (ViolationKind kind : ViolationKind.values()) {
            long found = ledger.reports().violations(kind);
            if (found != Collections.frequency(expected, kind)) {
                failures.add(kind + " was found " + found + " times after " + after);
            }
        }
    }
}
