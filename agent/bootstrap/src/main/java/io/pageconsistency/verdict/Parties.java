package io.pageconsistency.verdict;

import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.PastTransfer;
import io.pageconsistency.Share;
import io.pageconsistency.background.Deadline;
import io.pageconsistency.background.Time;
import io.pageconsistency.region.Region;
import io.pageconsistency.verdict.Involved.Transfer;

/**
 * The parties that last got, and last gave back, the memory that begins at a place; a bounded, lossy table.
 *
 * <p>The table does not distinguish pages, slots and bytes: a page, the first slot in it and the bytes from there on are the same
 * memory, and the last party that had it is wanted.
 *
 * <p>Recording a stack costs one to several microseconds, twenty times as much as a healthy operation. So in the sampled mode a
 * budget of tokens limits the stacks. The agent's clock refills it; pools in which something was {@linkplain Escalation found} get
 * ten times as many. A program that allocates little has every party on record, and one that allocates millions of times a second
 * loses at most the budget's share of a core. An operation that is not recorded erases an older record of the same place, so a
 * named party is always the last one.
 *
 * <p>Each index of the table has room for two places, and a third one replaces the older of them. Each record contains its place, so
 * parties are never confused.
 *
 * <p>Thread-safe. Counting tokens races on purpose: a lost decrement allows one stack more.
 */
public final class Parties {
    /** How many parties that are kept outside of the tables are remembered, to settle their stacks. */
    private static final int SIZE = 1 << 13;
    /** How many hand-outs before the last one are kept for a place. */
    private static final int EARLIER_HAND_OUTS = 1;
    /** How many take-backs before the last one are kept for a place. */
    private static final int EARLIER_TAKE_BACKS = 2;
    /** The capacity of the budget. */
    private static final int BURST = 1_000;

    private static final Comparator<Transfer> LATEST_FIRST = Comparator.comparingLong(Transfer::order).reversed();

    private final PartyTable handOuts = new PartyTable(EARLIER_HAND_OUTS);
    private final PartyTable takeBacks = new PartyTable(EARLIER_TAKE_BACKS);
    private final Runnable modeChanged;
    private final Consumer<Boolean> sampling;
    private volatile Share mode = Share.SAMPLED;
    private final AtomicLong order = new AtomicLong();
    private int tokens = BURST;
    private final Escalation escalation = new Escalation(Time.OF_THE_MACHINE);
    /**
     * The latest parties that are kept outside of these tables: their stacks are settled, too, as long as the parties are
     * reachable.
     */
    private final AtomicReferenceArray<WeakReference<Party>> settleLater = new AtomicReferenceArray<>(SIZE);
    private int settleLaterCount;
    /** Up to this number in the order of transfers, some transfers are not on record. */
    private volatile long gapUpTo;

    /**
     * @param modeChanged called when the mode has changed
     * @param sampling called with false when the budget of the sampled mode is used up, and with true when there are tokens again
     */
    public Parties(Runnable modeChanged, Consumer<Boolean> sampling) {
        this.modeChanged = modeChanged;
        this.sampling = sampling;
    }

    /** Sets the mode. */
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
        sampling.accept(hasBudget());
    }

    /**
     * Something was found in a pool: from now on its stacks have a budget of their own, which is enough for all stacks of most
     * programs.
     */
    public void escalate(String allocator) {
        if (escalation.found(allocator)) {
            sampling.accept(hasBudget());
        }
    }

    /** Whether a token is left for some pool. */
    public boolean hasBudget() {
        return wantsStack() || mode == Share.SAMPLED && escalation.wants();
    }

    /** Whether a token is left for a region's memory. */
    public boolean wantsStackOf(Region region) {
        return wantsStack() || mode == Share.SAMPLED && escalation.wants(region.allocator());
    }

    /**
     * Takes a token. The thread that takes the last one turns the sampling off. This races with {@link #refill}; then no stack is
     * recorded until the next refill.
     */
    private void spend() {
        boolean last = tokens > 0 ? --tokens == 0 : escalation.spend();
        if (last && mode == Share.SAMPLED && !hasBudget()) {
            sampling.accept(false);
        }
    }

    /**
     * Settles recorded stacks, so that they do not keep the classes of an undeployed application alive. Continues where the last
     * call stopped, so that each record has its turn. For one thread at a time.
     *
     * @param before skips records that are younger, because most of them are overwritten soon
     * @param end the time limit; what is left then has its turn in the next call
     */
    public void settle(Instant before, Deadline end) {
        for (int n = 0; n < SIZE; n++) {
            WeakReference<Party> reference = settleLater.get(n);
            Party party = reference == null ? null : reference.get();
            if (party == null || party.when().isBefore(before)) {
                settleLater.compareAndSet(n, reference, null);
                if (party != null && party.settle() && end.isOver()) {
                    return;
                }
            }
        }
        handOuts.settle(before, end);
        takeBacks.settle(before, end);
    }

    /**
     * Drops the records of closed regions.
     *
     * @param gone whether a region is closed
     * @param before keeps records that are younger, because they may still explain a late follow-up
     */
    public void forget(IntPredicate gone, Instant before) {
        handOuts.forget(gone, before);
        takeBacks.forget(gone, before);
    }

    /** Drops all records. */
    public void clear() {
        escalation.end();
        forget(region -> true, Instant.MAX);
    }

    /** Records the hand-out of the memory that begins at a {@linkplain Region#placeOf place}. */
    public void handedOut(Region region, long place, long length) {
        note(handOuts, Operation.HAND_OUT, region, place, length);
    }

    /** Records the take-back of the memory that begins at a place. */
    public void takenBack(Region region, long place, long length) {
        note(takeBacks, Operation.TAKE_BACK, region, place, length);
    }

    public Party lastHandOut(Region region, long place) {
        return party(handOuts.find(region.id(), place));
    }

    public Party lastTakeBack(Region region, long place) {
        return party(takeBacks.find(region.id(), place));
    }

    private static Party party(PartyTable.Entry entry) {
        return entry == null ? null : entry.party();
    }

    /** Whether a transfer of the memory that begins at a place is on record. */
    public boolean isOnRecord(Region region, long place) {
        return handOuts.find(region.id(), place) != null || takeBacks.find(region.id(), place) != null;
    }

    /** Whether a stack that belongs to no region may be recorded now; it uses the common budget. */
    public boolean wantsStack() {
        Share m = mode;
        return m == Share.SAMPLED ? tokens > 0 : m == Share.ALL;
    }

    /** Records the caller's stack, for a token. */
    public Party stack() {
        spend();
        return settleLater(new Party());
    }

    /** Has the stack of a party settled later, because the caller keeps the party; returns the party. */
    public Party settleLater(Party party) {
        settleLater.set(settleLaterCount++ & SIZE - 1, new WeakReference<>(party));
        return party;
    }

    /** Records the caller's stack, or returns null if the budget is used up. */
    public Party stackOrNull() {
        return hasBudget() ? stack() : null;
    }

    private void note(PartyTable table, Operation operation, Region region, long place, long length) {
        if (mode == Share.OFF) {
            return;
        }
        if (wantsStackOf(region)) {
            spend();
            region.crossedIn(length);
            table.put(region.id(), place, region.address() != 0, new Transfer(operation, order.incrementAndGet(), place, length, new Party()));
        } else {
            table.erase(region.id(), place);
        }
    }

    /**
     * The parties to a finding about some memory of a region.
     *
     * @param start the {@linkplain Region#placeOf place} where the memory begins
     * @param place the place in it at which something was wrong
     * @param holder the start of the hand-out that the place belongs to now, or the same as {@code start}
     */
    Involved involved(Region region, long start, long length, long place, long holder) {
        List<Transfer> found = new ArrayList<>();
        for (PartyTable table : List.of(handOuts, takeBacks)) {
            PartyTable.Entry own = table.find(region.id(), start);
            PartyTable.Entry holders = table.find(region.id(), holder);
            addOverlapping(found, own, start, length);
            addOverlapping(found, holders == own ? null : holders, start, length);
            // If all transfers of the region have one size, no other transfer can overlap.
            if (region.crossedInPieces()) {
                table.forEach(entry -> {
                    if (entry != own && entry != holders && entry.region() == region.id() && isLast(entry)) {
                        addOverlapping(found, entry, start, length);
                    }
                });
            }
        }
        found.sort(LATEST_FIRST);
        return Involved.of(found, start, length, place);
    }

    /** The same for pages, with the page at which something was wrong. */
    Involved involved(Region region, long page, long count, long guiltyPage) {
        long inside = Math.min(Math.max(guiltyPage, 0), region.pageCount() - 1);
        long holder = region.isHeld(inside) ? region.pages.startOf(inside) : page;
        return involved(region, region.placeOf(page), Math.max(1, region.lengthOf(page, Math.min(count, region.pageCount()))),
                region.placeOf(inside), region.placeOf(holder));
    }

    /** The parties for memory that is always transferred as a whole: who got it last, and who gave it back last. */
    Involved involved(Region region, long place) {
        return new Involved(lastHandOut(region, place), lastTakeBack(region, place), List.of());
    }

    /** Whether all transfers after this one are on record, so that it is the last one of its memory. */
    private boolean isLast(PartyTable.Entry entry) {
        return mode != Share.SAMPLED || tokens > 0 && entry.transfer().order() > gapUpTo;
    }

    private static void addOverlapping(List<Transfer> found, PartyTable.Entry entry, long start, long length) {
        for (PartyTable.Entry each = entry; each != null; each = each.before()) {
            if (each.transfer().overlaps(start, length)) {
                found.add(each.transfer());
            }
        }
    }

    /** The last two transfers at an address in other regions, closed ones included; the later first. */
    List<PastTransfer> earlierAt(long address, Region other) {
        List<Transfer> found = new ArrayList<>();
        for (PartyTable table : List.of(handOuts, takeBacks)) {
            Transfer last = latest(table, entry -> entry.hasAddress() && entry.region() != other.id() && entry.transfer().covers(address));
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
     * The transfers at a {@linkplain Region#placeOf place} before the last ones, the latest first. A late user of the memory is
     * often among them.
     */
    public List<PastTransfer> earlierOf(Region region, long place) {
        List<Transfer> found = new ArrayList<>();
        for (PartyTable table : List.of(handOuts, takeBacks)) {
            table.forEach(entry -> {
                if (entry.region() == region.id() && isLast(entry)) {
                    addOverlapping(found, entry, place, 1);
                }
            });
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

    /** Who last got the memory at an address in a region, which may be closed; null if not on record. */
    public Party lastHandOutAt(int region, long address) {
        return lastAt(handOuts, region, address);
    }

    /** Who last gave back the memory at an address in a region, which may be closed; null if not on record. */
    public Party lastTakeBackAt(int region, long address) {
        return lastAt(takeBacks, region, address);
    }

    private Party lastAt(PartyTable table, int region, long address) {
        Transfer last = region == 0 ? null : latest(table,
                entry -> entry.region() == region && entry.hasAddress() && entry.transfer().covers(address) && isLast(entry));
        return last == null ? null : last.party();
    }

    private static Transfer latest(PartyTable table, Predicate<PartyTable.Entry> which) {
        Transfer[] last = new Transfer[1];
        table.forEach(entry -> {
            if (which.test(entry) && (last[0] == null || entry.transfer().order() > last[0].order())) {
                last[0] = entry.transfer();
            }
        });
        return last[0];
    }
}
