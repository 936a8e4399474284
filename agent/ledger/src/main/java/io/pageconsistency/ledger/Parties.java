package io.pageconsistency.ledger;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntPredicate;

import io.pageconsistency.Party;

/**
 * Who last handed out, and who last took back, a unit of memory; a bounded table that forgets.
 *
 * <p>Recording a stack costs one to several microseconds, twenty times a healthy operation, so in the sampled mode stacks
 * are paid from a budget: tokens, refilled by the agent's clock. A program that allocates little has every party on
 * record, and one that allocates millions of times a second loses no more than the budget's share of a core. An operation
 * that is not recorded erases an older record of the same unit: a party that is named is always the last one.
 *
 * <p>Units that collide in the table overwrite each other; each record carries its unit, so nobody is taken for another.
 *
 * <p>Thread-safe. Counting tokens races on purpose: a lost decrement lets one more stack through.
 */
public final class Parties {
    /** Where the stacks of earlier parties come from. */
    public enum Mode { SAMPLED, ALL, OFF }

    /** Records of each kind; at about 1 KiB a stack both tables stay below 16 MiB. */
    private static final int SIZE = 1 << 13;
    /** The most tokens that can be saved up. */
    private static final int BURST = 1_000;

    private record Entry(int region, long unit, Party party) {
    }

    private final AtomicReferenceArray<Entry> handOuts = new AtomicReferenceArray<>(SIZE);
    private final AtomicReferenceArray<Entry> takeBacks = new AtomicReferenceArray<>(SIZE);
    private volatile Mode mode = Mode.SAMPLED;
    private int tokens = BURST;

    /** Chooses the mode; meant for start-up. */
    public void mode(Mode chosen) {
        mode = chosen;
    }

    /** Adds to the budget of the sampled mode. */
    public void refill(int more) {
        tokens = Math.min(BURST, Math.max(0, tokens) + more);
    }

    /**
     * Drops what regions that are gone have left behind: a recorded stack keeps the classes on it alive, and with them
     * the class loader of an application that may have been undeployed.
     *
     * @param gone whether a region has ended
     * @param before spares records that are younger, which may still explain a late follow-up
     */
    void forget(IntPredicate gone, Instant before) {
        forget(handOuts, gone, before);
        forget(takeBacks, gone, before);
    }

    private static void forget(AtomicReferenceArray<Entry> table, IntPredicate gone, Instant before) {
        for (int i = 0; i < table.length(); i++) {
            Entry entry = table.getAcquire(i);
            if (entry != null && gone.test(entry.region) && entry.party.when().isBefore(before)) {
                table.compareAndSet(i, entry, null);
            }
        }
    }

    void handedOut(Region region, long unit) {
        note(handOuts, region, unit);
    }

    void takenBack(Region region, long unit) {
        note(takeBacks, region, unit);
    }

    Party lastHandOut(Region region, long unit) {
        return last(handOuts, region, unit);
    }

    Party lastTakeBack(Region region, long unit) {
        return last(takeBacks, region, unit);
    }

    /**
     * Whether there is something to be done about a hand-out once it has taken place. Asked before it does: the table is then
     * read while the word is, instead of behind the atomic instruction that everything else has to wait for.
     */
    boolean wantsHandOut(Region region, long unit) {
        return wants(handOuts, region, unit);
    }

    /** The same for a take-back. */
    boolean wantsTakeBack(Region region, long unit) {
        return wants(takeBacks, region, unit);
    }

    private boolean wants(AtomicReferenceArray<Entry> table, Region region, long unit) {
        Mode m = mode;
        if (m != Mode.SAMPLED) {
            return m == Mode.ALL;
        }
        return tokens > 0 || isOf(table.getPlain(index(region.id(), unit)), region, unit);
    }

    private static boolean isOf(Entry entry, Region region, long unit) {
        return entry != null && entry.unit == unit && entry.region == region.id();
    }

    private void note(AtomicReferenceArray<Entry> table, Region region, long unit) {
        Mode m = mode;
        if (m == Mode.OFF) {
            return;
        }
        int index = index(region.id(), unit);
        if (m == Mode.ALL || tokens > 0) {
            tokens--;
            // Release: whoever reads the entry reads a party that is whole.
            table.setRelease(index, new Entry(region.id(), unit, new Party()));
        } else if (isOf(table.getPlain(index), region, unit)) {
            table.setPlain(index, null);
        }
    }

    private static Party last(AtomicReferenceArray<Entry> table, Region region, long unit) {
        Entry entry = table.getAcquire(index(region.id(), unit));
        return entry != null && entry.unit == unit && entry.region == region.id() ? entry.party : null;
    }

    /** Fibonacci hashing: neighbours, which live together, land apart. */
    private static int index(int region, long unit) {
        return (int) ((unit + ((long) region << 40)) * 0x9E3779B97F4A7C15L >>> 64 - 13);
    }
}
