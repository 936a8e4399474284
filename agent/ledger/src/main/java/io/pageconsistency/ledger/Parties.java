package io.pageconsistency.ledger;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;

import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.PastCrossing;

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

    /** Records of each kind; at about 1 KiB a stack, and two where regions are apart, both tables stay below 32 MiB. */
    private static final int SIZE = 1 << 13;
    /** The most tokens that can be saved up. */
    private static final int BURST = 1_000;

    /** @param before the record of the same unit that this one took the place of, or null; it has none itself */
    private record Entry(int region, long unit, Party party, Entry before) {
        Entry alone() {
            return before == null ? this : new Entry(region, unit, party, null);
        }
    }

    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(Entry[].class);

    private final Entry[] handOuts = new Entry[SIZE];
    private final Entry[] takeBacks = new Entry[SIZE];
    private final Runnable modeChanged;
    private volatile Mode mode = Mode.SAMPLED;
    private int tokens = BURST;

    /** @param modeChanged called when there is a new mode */
    Parties(Runnable modeChanged) {
        this.modeChanged = modeChanged;
    }

    /** Chooses the mode; meant for start-up. */
    public void mode(Mode chosen) {
        mode = chosen;
        modeChanged.run();
    }

    Mode mode() {
        return mode;
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

    /** Drops all there is. */
    void clear() {
        forget(region -> true, Instant.MAX);
    }

    private static void forget(Entry[] table, IntPredicate gone, Instant before) {
        for (int i = 0; i < table.length; i++) {
            Entry entry = at(table, i);
            if (entry != null && gone.test(entry.region) && entry.party.when().isBefore(before)) {
                ENTRY.compareAndSet(table, i, entry, (Entry) null);
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
        Mode m = mode;
        return m == Mode.SAMPLED ? tokens > 0 || isOf(handOuts[index(region.id(), unit)], region, unit) : m == Mode.ALL;
    }

    /** The same for a take-back. */
    boolean wantsTakeBack(Region region, long unit) {
        Mode m = mode;
        return m == Mode.SAMPLED ? tokens > 0 || isOf(takeBacks[index(region.id(), unit)], region, unit) : m == Mode.ALL;
    }

    /** Only what is final in an entry is looked at, so it may have been found by a plain read. */
    private static boolean isOf(Entry entry, Region region, long unit) {
        return entry != null && entry.unit == unit && entry.region == region.id();
    }

    /** Takes the calling thread and its stack as somebody's who is to be kept elsewhere; null if there is no budget for it. */
    public Party asked() {
        Mode m = mode;
        if (m == Mode.OFF || m == Mode.SAMPLED && tokens <= 0) {
            return null;
        }
        tokens--;
        return new Party();
    }

    /** Whether a stack may be recorded now that no unit of memory belongs to; it is paid from the same budget. */
    public boolean wantsStack() {
        Mode m = mode;
        return m == Mode.SAMPLED ? tokens > 0 : m == Mode.ALL;
    }

    /** Records one, of the caller. */
    public Party stack() {
        tokens--;
        return new Party();
    }

    private void note(Entry[] table, Region region, long unit) {
        Mode m = mode;
        if (m == Mode.OFF) {
            return;
        }
        int index = index(region.id(), unit);
        if (m == Mode.ALL || tokens > 0) {
            tokens--;
            // Release: whoever reads the entry reads a party that is whole.
            ENTRY.setRelease(table, index, new Entry(region.id(), unit, new Party(), before(table, index, region, unit)));
        } else if (isOf(table[index], region, unit)) {
            table[index] = null;
        }
    }

    /** Only where memory is not claimed between two hand-outs: there the last two of them are looked at together. */
    private static Entry before(Entry[] table, int index, Region region, long unit) {
        Entry entry = region.isApart() ? at(table, index) : null;
        return isOf(entry, region, unit) ? entry.alone() : null;
    }

    /** Who else handed out and took back a unit, before the last ones; the latest first. */
    List<PastCrossing> earlier(Region region, long unit) {
        Entry out = earlier(handOuts, region, unit);
        Entry back = earlier(takeBacks, region, unit);
        List<PastCrossing> crossings = new ArrayList<>(2);
        if (back != null) {
            crossings.add(new PastCrossing(Operation.TAKE_BACK, back.party));
        }
        if (out != null) {
            crossings.add(new PastCrossing(Operation.HAND_OUT, out.party));
        }
        if (crossings.size() == 2 && out.party.when().isAfter(back.party.when())) {
            Collections.swap(crossings, 0, 1);
        }
        return crossings;
    }

    private static Entry earlier(Entry[] table, Region region, long unit) {
        Entry entry = at(table, index(region.id(), unit));
        return isOf(entry, region, unit) ? entry.before : null;
    }

    private static Party last(Entry[] table, Region region, long unit) {
        Entry entry = at(table, index(region.id(), unit));
        return entry != null && entry.unit == unit && entry.region == region.id() ? entry.party : null;
    }

    private static Entry at(Entry[] table, int index) {
        return (Entry) ENTRY.getAcquire(table, index);
    }

    /** Fibonacci hashing: neighbours, which live together, land apart. */
    private static int index(int region, long unit) {
        return (int) ((unit + ((long) region << 40)) * 0x9E3779B97F4A7C15L >>> 64 - 13);
    }
}
