package io.pageconsistency.verdict;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.PastTransfer;
import io.pageconsistency.Share;
import io.pageconsistency.background.Deadline;
import io.pageconsistency.background.Time;
import io.pageconsistency.region.Region;
import io.pageconsistency.verdict.Involved.Transfer;

/**
 * Who last handed out, and who last took back, the memory that begins at a place; a bounded table that forgets.
 *
 * <p>Whether it was pages, a slot, or bytes does not matter: a page, the first slot that it is cut into, and bytes from there on are
 * the same memory, and the last who had it is who is looked for.
 *
 * <p>Recording a stack costs one to several microseconds, twenty times a healthy operation, so in the sampled mode stacks
 * are paid from a budget: tokens, refilled by the agent's clock, and ten times as many for pools in which something was
 * {@linkplain Escalation found}. A program that allocates little has every party on
 * record, and one that allocates millions of times a second loses no more than the budget's share of a core. An operation
 * that is not recorded erases an older record of the same place: a party that is named is always the last one.
 *
 * <p>Places that collide in the table overwrite each other; each record carries its own, so nobody is taken for another.
 *
 * <p>Thread-safe. Counting tokens races on purpose: a lost decrement lets one more stack through.
 */
public final class Parties {
    /** Records of each kind; at about 0.7 KiB a stack of 32 frames, and five a place, both tables stay below 32 MiB. */
    private static final int SIZE = 1 << 13;
    /** So many records are kept from before the last one. */
    private static final int EARLIER_HAND_OUTS = 1;
    private static final int EARLIER_TAKE_BACKS = 2;
    /** The most tokens that can be saved up. */
    private static final int BURST = 1_000;

    /**
     * @param place where its memory begins, as the transfer has it; at hand for those who only look whose record it is
     * @param hasAddress whether that is an address, or else a position in its region
     * @param transfer what memory it was, and who
     * @param before the record of the same place that this one took the place of, or null
     */
    private record Entry(int region, long place, boolean hasAddress, Transfer transfer, Entry before) {
        /** This one with so many of those before. */
        Entry with(int more) {
            Entry kept = before == null || more == 0 ? null : before.with(more - 1);
            return kept == before ? this : new Entry(region, place, hasAddress, transfer, kept);
        }

        Party party() {
            return transfer.party();
        }

        /** @return whether that took any time */
        public boolean settle(Instant youngest) {
            boolean settled = party().when().isBefore(youngest) && party().settle();
            return before != null && before.settle(youngest) || settled;
        }
    }

    private static final Comparator<Transfer> LATEST_FIRST = Comparator.comparingLong(Transfer::order).reversed();
    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(Entry[].class);

    private final Entry[] handOuts = new Entry[SIZE];
    private final Entry[] takeBacks = new Entry[SIZE];
    private final Runnable modeChanged;
    private final Consumer<Boolean> sampling;
    private volatile Share mode = Share.SAMPLED;
    private final AtomicLong order = new AtomicLong();
    private int tokens = BURST;
    private final Escalation escalation = new Escalation(Time.OF_THE_MACHINE);
    /** Those that were handed out to be kept elsewhere, the last so many: to be settled as well, while anybody keeps them. */
    private final AtomicReferenceArray<WeakReference<Party>> elsewhere = new AtomicReferenceArray<>(SIZE);
    private int placedElsewhere;
    /** Where {@link #settle} goes on. */
    private int unsettled;
    /** Of transfers up to this one in the order, some are not on record. */
    private volatile long gapUpTo;

    /**
     * @param modeChanged called when there is a new mode
     * @param sampling told when the budget of the sampled mode is used up, or there is one again
     */
    public Parties(Runnable modeChanged, Consumer<Boolean> sampling) {
        this.modeChanged = modeChanged;
        this.sampling = sampling;
    }

    /** Chooses the mode; meant for start-up. */
    public void mode(Share chosen) {
        mode = chosen;
        modeChanged.run();
    }

    public Share mode() {
        return mode;
    }

    /** Adds to the budget of the sampled mode. */
    public void refill(int more) {
        if (tokens <= 0) {
            gapUpTo = order.get();
        }
        tokens = Math.min(BURST, Math.max(0, tokens) + more);
        escalation.refill(more);
        sampling.accept(wantsAny());
    }

    /** Something was found in a pool: its stacks have a budget of their own from here on, in which most programs' all find room. */
    public void found(String allocator) {
        if (escalation.found(allocator)) {
            sampling.accept(wantsAny());
        }
    }

    /** Whether there is a budget for stacks of any memory. */
    public boolean wantsAny() {
        return wantsStack() || mode == Share.SAMPLED && escalation.wants();
    }

    /** Whether there is one for stacks of a region's memory. */
    public boolean wantsStackOf(Region region) {
        return wantsStack() || mode == Share.SAMPLED && escalation.wants(region.allocator());
    }

    /** Pays for a stack. Who takes the last token says so, and races with {@link #refill}: then none is recorded until the next one. */
    private void pay() {
        boolean last = tokens > 0 ? --tokens == 0 : escalation.pay();
        if (last && mode == Share.SAMPLED && !wantsAny()) {
            sampling.accept(false);
        }
    }

    /**
     * Has recorded stacks let go of the classes on them: they may be those of an application that is undeployed. Goes on where it
     * ended the last time, so that each record has its turn however many come up meanwhile. For one thread.
     *
     * @param before spares records that are younger: most of them are overwritten soon
     * @param end what is left then has its turn in the next call
     */
    public void settle(Instant before, Deadline end) {
        for (int n = 0; n < SIZE; n++) {
            WeakReference<Party> reference = elsewhere.get(n);
            Party party = reference == null ? null : reference.get();
            if (party == null || party.when().isBefore(before)) {
                elsewhere.compareAndSet(n, reference, null);
                if (party != null && party.settle() && end.isOver()) {
                    return;
                }
            }
        }
        for (int n = 0; n < 2 * SIZE; n++) {
            Entry entry = at(unsettled < SIZE ? handOuts : takeBacks, unsettled & SIZE - 1);
            unsettled = unsettled + 1 & 2 * SIZE - 1;
            if (entry != null && entry.settle(before) && end.isOver()) {
                return;
            }
        }
    }

    /**
     * Drops what regions that are gone have left behind.
     *
     * @param gone whether a region has ended
     * @param before spares records that are younger, which may still explain a late follow-up
     */
    public void forget(IntPredicate gone, Instant before) {
        forget(handOuts, gone, before);
        forget(takeBacks, gone, before);
    }

    /** Drops all there is. */
    public void clear() {
        escalation.end();
        forget(region -> true, Instant.MAX);
    }

    private static void forget(Entry[] table, IntPredicate gone, Instant before) {
        for (int i = 0; i < table.length; i++) {
            Entry entry = at(table, i);
            if (entry != null && gone.test(entry.region) && entry.party().when().isBefore(before)) {
                ENTRY.compareAndSet(table, i, entry, (Entry) null);
            }
        }
    }

    /** Memory that begins at a {@linkplain Region#placeOf place} has crossed to a user. */
    public void handedOut(Region region, long place, long length) {
        note(handOuts, Operation.HAND_OUT, region, place, length);
    }

    /** The same for memory that has crossed back. */
    public void takenBack(Region region, long place, long length) {
        note(takeBacks, Operation.TAKE_BACK, region, place, length);
    }

    public Party lastHandOut(Region region, long place) {
        return last(handOuts, region, place);
    }

    public Party lastTakeBack(Region region, long place) {
        return last(takeBacks, region, place);
    }

    /** Only what is final in an entry is looked at, so it may have been found by a plain read. */
    private static boolean isOf(Entry entry, Region region, long place) {
        return entry != null && entry.place == place && entry.region == region.id();
    }

    /** Whether a transfer of what begins at a place is on record. */
    public boolean isOnRecord(Region region, long place) {
        int index = index(region.id(), place);
        return isOf(handOuts[index], region, place) || isOf(takeBacks[index], region, place);
    }

    /** Whether a stack may be recorded now that no unit of memory belongs to; it is paid from the same budget. */
    public boolean wantsStack() {
        Share m = mode;
        return m == Share.SAMPLED ? tokens > 0 : m == Share.ALL;
    }

    /** Records one, of the caller. */
    public Party stack() {
        pay();
        return keptElsewhere(new Party());
    }

    /** Has one settled that somebody keeps; returns it. */
    public Party keptElsewhere(Party party) {
        elsewhere.set(placedElsewhere++ & SIZE - 1, new WeakReference<>(party));
        return party;
    }

    /** Records one if that is possible; null if there is no budget for it. */
    public Party stackOrNull() {
        return wantsAny() ? stack() : null;
    }

    private void note(Entry[] table, Operation operation, Region region, long place, long length) {
        if (mode == Share.OFF) {
            return;
        }
        int index = index(region.id(), place);
        if (wantsStackOf(region)) {
            pay();
            region.crossedIn(length);
            Transfer transfer = new Transfer(operation, order.incrementAndGet(), place, length, new Party());
            // Release: whoever reads the entry reads a party that is whole.
            ENTRY.setRelease(table, index, new Entry(region.id(), place, region.address() != 0, transfer,
                    before(at(table, index), region, place, operation == Operation.TAKE_BACK ? EARLIER_TAKE_BACKS : EARLIER_HAND_OUTS)));
        } else if (isOf(table[index], region, place)) {
            table[index] = null;
        }
    }

    /** The last few are looked at together: whoever comes too late had it before the last one. */
    private static Entry before(Entry last, Region region, long place, int most) {
        return isOf(last, region, place) ? last.with(most - 1) : null;
    }

    /**
     * Who had to do with some memory of a region.
     *
     * @param start the {@linkplain Region#placeOf place} where it begins
     * @param place where in it something was wrong
     * @param holder where the memory begins that the place belongs to now, or again the start
     */
    Involved involved(Region region, long start, long length, long place, long holder) {
        List<Transfer> found = new ArrayList<>();
        for (Entry[] table : List.of(handOuts, takeBacks)) {
            Entry own = at(table, index(region.id(), start));
            Entry holders = at(table, index(region.id(), holder));
            addOverlapping(found, isOf(own, region, start) ? own : null, start, length);
            addOverlapping(found, holders != own && isOf(holders, region, holder) ? holders : null, start, length);
            // Where memory crosses in pieces of one size there are no others.
            for (int i = 0; i < SIZE && region.crossedInPieces(); i++) {
                Entry entry = at(table, i);
                if (entry != null && entry != own && entry != holders && entry.region == region.id() && isLast(entry)) {
                    addOverlapping(found, entry, start, length);
                }
            }
        }
        found.sort(LATEST_FIRST);
        return Involved.of(found, start, length, place);
    }

    /** The same for some pages, with the page at which something was wrong. */
    Involved involved(Region region, long page, long count, long guiltyPage) {
        long inside = Math.min(Math.max(guiltyPage, 0), region.pageCount() - 1);
        long holder = region.isHeld(inside) ? region.pages.startOf(inside) : page;
        return involved(region, region.placeOf(page), Math.max(1, region.lengthOf(page, Math.min(count, region.pageCount()))),
                region.placeOf(inside), region.placeOf(holder));
    }

    /** Who got what begins at a place last, and who gave it back; nobody else had it in pieces, or as a part. */
    Involved involved(Region region, long place) {
        return new Involved(lastHandOut(region, place), lastTakeBack(region, place), List.of());
    }

    /** Whether a transfer that is found by other memory than its own would have been followed by what came after it. */
    private boolean isLast(Entry entry) {
        return mode != Share.SAMPLED || tokens > 0 && entry.transfer.order() > gapUpTo;
    }

    private static void addOverlapping(List<Transfer> found, Entry entry, long start, long length) {
        for (Entry each = entry; each != null; each = each.before) {
            if (each.transfer.overlaps(start, length)) {
                found.add(each.transfer);
            }
        }
    }

    /** Who had memory at an address in whatever other region, the last two transfers, the later first: also in regions that have ended. */
    List<PastTransfer> earlierAt(long address, Region other) {
        List<Transfer> found = new ArrayList<>();
        for (Entry[] table : List.of(handOuts, takeBacks)) {
            Transfer last = null;
            for (int i = 0; i < SIZE; i++) {
                Entry entry = at(table, i);
                if (entry != null && entry.hasAddress && entry.region != other.id() && entry.transfer.covers(address)
                        && (last == null || entry.transfer.order() > last.order())) {
                    last = entry.transfer;
                }
            }
            if (last != null) {
                found.add(last);
            }
        }
        found.sort(LATEST_FIRST);
        List<PastTransfer> earlier = new ArrayList<>(found.size());
        found.forEach(each -> earlier.add(new PastTransfer(each.operation(), each.party())));
        return earlier;
    }

    /**
     * Who had memory at a {@linkplain Region#placeOf place}, and gave it back, before those who did so last; the latest first. Whoever uses it
     * too late is often one of them.
     */
    public List<PastTransfer> earlierOf(Region region, long place) {
        List<Transfer> found = new ArrayList<>();
        for (Entry[] table : List.of(handOuts, takeBacks)) {
            for (int i = 0; i < SIZE; i++) {
                Entry entry = at(table, i);
                if (entry != null && entry.region == region.id() && isLast(entry)) {
                    addOverlapping(found, entry, place, 1);
                }
            }
        }
        found.sort(LATEST_FIRST);
        List<PastTransfer> earlier = new ArrayList<>();
        int handOutsBefore = 0;
        int takeBacksBefore = 0;
        for (Transfer each : found) {
            boolean handOut = each.operation() == Operation.HAND_OUT;
            int before = handOut ? handOutsBefore++ : takeBacksBefore++;
            if (before > 0 && before <= (handOut ? EARLIER_HAND_OUTS : EARLIER_TAKE_BACKS)) {
                earlier.add(new PastTransfer(each.operation(), each.party()));
            }
        }
        return earlier;
    }

    /** Who was handed memory at an address last in one region, which may have ended; null where that is not on record. */
    public Party lastHandOutAt(int region, long address) {
        return lastAt(handOuts, region, address);
    }

    /** The same for who gave it back last. */
    public Party lastTakeBackAt(int region, long address) {
        return lastAt(takeBacks, region, address);
    }

    private Party lastAt(Entry[] table, int region, long address) {
        Transfer last = null;
        for (int i = 0; i < SIZE && region != 0; i++) {
            Entry entry = at(table, i);
            if (entry != null && entry.region == region && entry.hasAddress && entry.transfer.covers(address) && isLast(entry)
                    && (last == null || entry.transfer.order() > last.order())) {
                last = entry.transfer;
            }
        }
        return last == null ? null : last.party();
    }

    private static Party last(Entry[] table, Region region, long place) {
        Entry entry = at(table, index(region.id(), place));
        return isOf(entry, region, place) ? entry.party() : null;
    }

    private static Entry at(Entry[] table, int index) {
        return (Entry) ENTRY.getAcquire(table, index);
    }

    /** Fibonacci hashing: neighbours, which live together, land apart. */
    private static int index(int region, long place) {
        return (int) ((place + ((long) region << 40)) * 0x9E3779B97F4A7C15L >>> 64 - 13);
    }
}
