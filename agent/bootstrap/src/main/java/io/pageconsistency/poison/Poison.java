package io.pageconsistency.poison;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;

import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.Share;
import io.pageconsistency.freed.Budget;
import io.pageconsistency.freed.Guard;
import io.pageconsistency.freed.Guarded;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.nativememory.NativeBlock;
import io.pageconsistency.region.Contests;
import io.pageconsistency.region.Region;
import io.pageconsistency.verdict.Parties;
import io.pageconsistency.verdict.Unit;

/**
 * Fills memory with a {@linkplain Pattern pattern} when it is taken back, and checks the pattern before the memory is used again, when its
 * region is closed, and when the record is scanned.
 *
 * <p>Poisons only memory that no code may access while it is free: memory of pools that are known to leave free memory alone, and that the
 * pool allocated itself, that is, Netty's chunks and native blocks that the JDK allocated. Contested memory is left out, because a finding
 * there could follow from an earlier fault.
 *
 * <p>Thread-safe. Memory belongs to no user while it is written and checked here.
 */
public final class Poison implements Guard {
    /** The largest number of poisoned extents; with their stacks they take about 25 MiB of the Java heap. */
    static final int MOST = 1 << 15;
    /** The length of the start and the end of a large extent that are poisoned if the whole extent is not. */
    private static final int EDGE = 1 << 12;
    /** The longest extent that is poisoned as a whole, because a view is no longer than that. */
    private static final long LONGEST = 1L << 30;
    /** With {@code poison=sampled}: the capacity of the budget. */
    private static final int BURST = 100;
    /** With {@code poison=sampled}: the number of extents a second. */
    private static final int A_SECOND = 100;

    private final Ledger ledger;
    private final LongFunction<NativeBlock> nativeMemory;
    private final Budget budget = new Budget(BURST);
    private final AtomicLong extents = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final LongAdder made = new LongAdder();
    private final LongAdder checked = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private volatile Views views = Views.NONE;
    private volatile Share share = Share.OFF;
    private volatile String obstacle;

    /** @param nativeMemory returns the native block that contains an address, or null */
    public Poison(Ledger ledger, LongFunction<NativeBlock> nativeMemory) {
        this.ledger = ledger;
        this.nativeMemory = nativeMemory;
    }

    /** Sets the access to native memory. To be called before anything is woven. */
    public void install(Views ofNativeMemory) {
        views = ofNativeMemory;
    }

    /**
     * Notes that native memory cannot be accessed.
     *
     * @param why the reason in words
     */
    public void withoutNativeMemory(String why) {
        obstacle = why;
    }

    /** Why some memory cannot be poisoned; null if all can. */
    public String obstacle() {
        return obstacle;
    }

    /** Undoes {@link #install}. */
    public synchronized void uninstall() {
        share(Share.OFF);
        views = Views.NONE;
        obstacle = null;
    }

    /** Sets how much is poisoned from now on. Memory that is poisoned already stays so until it is used. */
    public synchronized void share(Share chosen) {
        share = chosen;
        if (chosen != Share.OFF) {
            ledger.freed().add(this);
        }
        ledger.freed().changed();
    }

    public Share share() {
        return share;
    }

    /** Refills the budget after some time. */
    public void tick(long nanos) {
        if (share == Share.SAMPLED) {
            budget.refill((int) Math.max(1, A_SECOND * nanos / 1_000_000_000L));
            ledger.freed().changed();
        }
    }

    public PoisonFigures figures() {
        return new PoisonFigures(extents.get(), bytes.get(), made.sum(), checked.sum(), skipped.sum());
    }

    @Override
    public boolean wantsAll() {
        return share == Share.ALL;
    }

    @Override
    public boolean wants() {
        Share now = share;
        return now == Share.ALL || now == Share.SAMPLED && budget.hasLeft();
    }

    @Override
    public Guarded guard(Unit unit, Operation operation, long from, long end) {
        Region region = unit.region();
        if (operation != Operation.TAKE_BACK || !wants()) {
            return null;
        }
        notOffered();
        if (!isFit(unit, from, end)) {
            return null;
        }
        if (extents.get() >= MOST) {
            skipped.increment();
            return null;
        }
        long head = isWhole(end - from) ? end : from + EDGE;
        Poisoned poisoned = new Poisoned(this, unit, from, end, head, head == end ? end : end - EDGE, freedBy(unit),
                allocatedBy(unit));
        if (!poisoned.fill()) {
            return null;
        }
        made.increment();
        extents.incrementAndGet();
        bytes.addAndGet(poisoned.bytes());
        return poisoned;
    }

    @Override
    public void notOffered() {
        if (share == Share.SAMPLED) {
            budget.spend();
            if (!budget.hasLeft()) {
                ledger.freed().changed();
            }
        }
    }

    private boolean isWhole(long length) {
        return length <= 2 * EDGE || share == Share.ALL && length <= LONGEST;
    }

    private boolean isFit(Unit unit, long from, long end) {
        return isOwn(unit.region(), from, end) && !isContested(unit);
    }

    private boolean isOwn(Region region, long from, long end) {
        if (region.isCarried()) {
            return true;
        }
        NativeBlock block = region.address() == 0 ? null : nativeMemory.apply(from);
        return block != null && block.isLive() && block.contains(end - 1);
    }

    private static boolean isContested(Unit unit) {
        Contests left = unit.region().contests();
        return left != null && (left.pages.anyCause(unit.start(), unit.end(), residue -> true) != 0
                || left.pieces.anyCause(unit.start(), unit.end(), residue -> true) != 0);
    }

    private Party allocatedBy(Unit unit) {
        Party recorded = ledger.parties().lastHandOut(unit.region(), unit.start());
        return recorded == null ? null : ledger.parties().settleLater(recorded);
    }

    private Party freedBy(Unit unit) {
        Parties parties = ledger.parties();
        Party recorded = parties.lastTakeBack(unit.region(), unit.start());
        return recorded != null ? parties.settleLater(recorded) : parties.mode() == Share.OFF ? null : parties.stack();
    }

    /** A view of a range of memory; null if it cannot be accessed. */
    ByteBuffer view(Region region, long from, long end) {
        int length = (int) (end - from);
        if (region.address() != 0) {
            return views.of(from, length);
        }
        byte[] array = region.array();
        long first = region.origin() + from;
        return array == null || first < 0 || first + length > array.length ? null : ByteBuffer.wrap(array, (int) first, length).slice();
    }

    void looked() {
        checked.increment();
    }

    void isLeft(long poisonedBytes, long poisonedExtents) {
        bytes.addAndGet(poisonedBytes);
        extents.addAndGet(poisonedExtents);
    }

    Ledger ledger() {
        return ledger;
    }
}
