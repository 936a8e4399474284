package io.pageconsistency.fence;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.freed.Guard;
import io.pageconsistency.freed.Guarded;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.Reports;
import io.pageconsistency.verdict.Unit;

/**
 * Makes free memory inaccessible, so that a use after free causes an error at once.
 *
 * <p>A hand-out is announced before its user can access the memory, and a take-back before the pool can pass the memory on. Between
 * the two nothing accesses the memory, provided that the pool keeps no data of its own in free memory. A fence is opened before its
 * memory is handed out and before its region ends. After the end of a region none of its memory is fenced again.
 *
 * <p>Only whole pages of the operating system are fenced. Fencing and opening change the address space of the process, which the
 * system allows one thread at a time. So these methods are synchronized, too.
 *
 * <p>Opening must never fail, because the application would crash. The system may refuse to open a fence for lack of memory. Then
 * all fences are opened in one step that needs no memory, and there are no more fences. Thread-safe.
 */
public final class Fences implements Guard {
    /** With {@code fence=sampled}: the largest number of fences at a time. */
    private static final int SOME = 64;
    /** With {@code fence=sampled}: the shortest time between two fences, in nanoseconds. */
    private static final long BETWEEN_NANOS = 100_000_000;
    /** With {@code fence=sampled}: how many freed pieces are considered after that time until one is fenced. */
    private static final int LOOKS = 8;
    /**
     * With {@code fence=sampled}: how many of the system's pages of a piece are fenced; they are its first ones, because most users
     * begin there. After a fence, each page costs a fault. That takes less than a microsecond on most machines, but more than ten on
     * some virtual machines. With this limit ten fences a second take about a fifth of a percent of a core even there.
     */
    private static final int SOME_PAGES = 8;
    /** A fence in the middle of a mapping adds two mappings. */
    private static final int MAPPINGS_A_FENCE = 2;
    /** The number of fences after which the mappings are counted anew: an opened fence may not have merged with its neighbours. */
    private static final int RECOUNT = 4096;
    /** With {@code fence=sampled}: the seconds between two counts of the mappings. In a large process a count takes some ten ms. */
    private static final int COUNT_SOME = 60;
    /** How many opened fences are remembered: the error comes a little after the access, and the fence may be open by then. */
    private static final int LATELY = 16;

    private final Reports reports;
    private final Runnable changed;
    private final TreeMap<Long, Fence> fences = new TreeMap<>();
    private final Deque<Fence> opened = new ArrayDeque<>();
    private volatile SystemPages pages;
    private FenceableMemory fenceable;
    private Runnable givenUp = () -> { };
    private long pageSize;
    /** Whether the memory in {@link #fences} is inaccessible; false after all was opened at once. */
    private volatile boolean isClosed;
    private long made;
    private int room;
    private int sinceCounted;
    /** Whether fences are made. Volatile, so that the fast check needs no lock. */
    private volatile boolean active;
    private volatile boolean all;
    /**
     * With {@code fence=sampled}: how many more pieces are considered in this tick. Counted without atomics, so a few more may
     * pass.
     */
    private volatile int looks;
    private long sinceLooked;
    private int seconds;
    private volatile String ended;

    /** @param changed called when {@link #wants()} or {@link #wantsAll()} may have changed */
    public Fences(Reports reports, Runnable changed) {
        this.reports = reports;
        this.changed = changed;
    }

    /**
     * Starts fencing.
     *
     * @param everything whether to fence all free memory, or only a small sample
     * @param whenGivenUp called when fencing has ended because the system refused
     */
    public synchronized void start(SystemPages systemPages, FenceableMemory theMemory, boolean everything, Runnable whenGivenUp) {
        pages = systemPages;
        fenceable = theMemory;
        givenUp = whenGivenUp;
        ended = null;
        all = everything;
        room = theMemory.room();
        sinceCounted = 0;
        pageSize = systemPages.size();
        isClosed = true;
        active = true;
    }

    /** Opens all fences and stops fencing. */
    public synchronized void stop() {
        if (pages == null) {
            return;
        }
        active = false;
        looks = 0;
        for (Fence fence : List.copyOf(fences.values())) {
            open(fence, fence.start(), fence.end());
        }
        opened.clear();
        isClosed = false;
        pages = null;
        fenceable = null;
        givenUp = () -> { };
    }

    /** Opens all fences in one step, for good. For the end of the virtual machine. */
    public synchronized void openAtOnce() {
        if (isClosed) {
            active = false;
            isClosed = !pages.openAll();
        }
    }

    /** Whether any memory may be inaccessible, or was a moment ago. */
    boolean mayBeHit() {
        return active || pages != null && isClosed;
    }

    @Override
    public boolean wantsAll() {
        return active && all;
    }

    @Override
    public boolean wants() {
        return active && (all || looks > 0);
    }

    /** Why fencing was given up; null if it was not. */
    public String whyNot() {
        return ended;
    }

    public synchronized FenceFigures figures() {
        // After all was opened at once, the entries in the map no longer stand for inaccessible memory.
        return isClosed ? new FenceFigures(fences.size(), fences.values().stream().mapToLong(Fence::length).sum(), made)
                : new FenceFigures(0, 0, made);
    }

    /**
     * To be called regularly, by one thread, with the time since the last call. Unused looks are not saved up, because each operation
     * takes the slow path while there are any.
     */
    public void tick(long nanos) {
        if (active && !all) {
            sinceLooked += nanos;
            looks = sinceLooked >= BETWEEN_NANOS ? LOOKS : 0;
            if (looks > 0) {
                sinceLooked = 0;
            }
            changed.run();
        }
    }

    /** To be called once a second: opens the oldest fences of a sample to make room for new ones, and counts the mappings. */
    public synchronized void everySecond() {
        if (!active) {
            return;
        }
        // A sample never has many fences, and counting the mappings takes a millisecond or more.
        if (all || ++seconds % COUNT_SOME == 0) {
            count(fenceable);
        }
        if (!all && fences.size() >= SOME) {
            fences.values().stream().sorted((a, b) -> Long.compare(a.number(), b.number())).limit(SOME / 2).toList()
                    .forEach(fence -> open(fence, fence.start(), fence.end()));
        }
    }

    private void count(FenceableMemory of) {
        room = of.room();
        sinceCounted = 0;
    }

    @Override
    public Guarded guard(Unit unit, Operation operation, long start, long before) {
        Region region = unit.region();
        if (!wants()) {
            return null;
        }
        notOffered();
        if (region.address() == 0 || region.findings() != 0) {
            return null;
        }
        long size = pageSize;
        long from = start + size - 1 & -size;
        long whole = before & -size;
        long to = all ? whole : Math.min(whole, from + SOME_PAGES * size);
        return from < to && fence(region, from, to) ? new Fenced(this, region, from, to) : null;
    }

    @Override
    public void notOffered() {
        if (!all && looks > 0) {
            looks = looks - 1;
            if (looks <= 0) {
                changed.run();
            }
        }
    }

    private synchronized boolean fence(Region region, long from, long to) {
        if (!active || !all && fences.size() >= SOME) {
            return false;
        }
        Object block = fenceable.blockOf(from, to);
        if (block == null || block == FenceableMemory.NONE) {
            return false;
        }
        if (sinceCounted++ >= RECOUNT) {
            count(fenceable);
        }
        if (fences.size() * MAPPINGS_A_FENCE >= room) {
            return false;
        }
        Fence fence = new Fence(region, from, to, block, new Party(), Thread.currentThread().getId(), made);
        if (!pages.fence(from, to - from)) {
            giveUp("the system refuses to fence memory: ".concat(pages.refusal()));
            return false;
        }
        made++;
        fences.put(from, fence);
        if (!all) {
            looks = 0;
            changed.run();
        }
        return true;
    }

    /** Opens the fences in a range of a region. A fence is opened by whole pages of the system. */
    synchronized void open(Region region, long start, long before) {
        for (Fence fence : overlapping(start & -pageSize, before + pageSize - 1 & -pageSize)) {
            if (fence.region() == region) {
                open(fence, Math.max(start & -pageSize, fence.start()), Math.min(before + pageSize - 1 & -pageSize, fence.end()));
            }
        }
    }

    private void open(Fence fence, long from, long to) {
        fences.remove(fence.start());
        if (fence.start() < from) {
            fences.put(fence.start(), fence.within(fence.start(), from));
        }
        if (to < fence.end()) {
            fences.put(to, fence.within(to, fence.end()));
        }
        // After all was opened at once, the memory may be in use again, and opening would empty it.
        if (isClosed && !pages.open(from, to - from)) {
            giveUp("the system refuses to open fenced memory: ".concat(pages.refusal()));
        }
        opened.addFirst(fence);
        if (opened.size() > LATELY) {
            opened.removeLast();
        }
    }

    /** The memory of a region may belong to another owner now. Opens its fences only if their block still exists. */
    synchronized void gone(Region region, long start, long before) {
        for (Fence fence : overlapping(start, before)) {
            if (fence.region() == region && fenceable != null && fenceable.stillExists(fence.block())) {
                open(fence, Math.max(start, fence.start()), Math.min(before, fence.end()));
            } else if (fence.region() == region) {
                fences.remove(fence.start());
                giveUp("fenced memory went back to the system without the agent's notice");
            }
        }
    }

    /** A block is about to be freed or moved. Opens all its fences before it returns. */
    public void leaving(long base, long size) {
        if (pages != null) {
            openAllOf(base, base + size);
        }
    }

    private synchronized void openAllOf(long start, long before) {
        for (Fence fence : overlapping(start, before)) {
            open(fence, fence.start(), fence.end());
        }
    }

    /** Opens all fences, stops fencing and reports the reason. */
    private void giveUp(String why) {
        boolean was = active;
        active = false;
        looks = 0;
        isClosed = false;
        ended = why;
        if (!pages.openAll()) {
            ended = why.concat(", and refuses to open what is fenced: ").concat(pages.refusal());
        }
        if (was) {
            try {
                givenUp.run();
            } catch (Throwable e) {
                reports.swallow(e);
            }
        }
    }

    /** The fences that overlap a range of addresses. */
    public synchronized List<Fence> within(long start, long end) {
        return overlapping(start, end);
    }

    private List<Fence> overlapping(long start, long end) {
        List<Fence> found = new ArrayList<>(2);
        Map.Entry<Long, Fence> first = fences.lowerEntry(start);
        if (first != null && first.getValue().overlaps(start, end)) {
            found.add(first.getValue());
        }
        found.addAll(fences.subMap(start, end).values());
        return found;
    }

    /** All fences that an access may have hit. */
    synchronized Suspects suspects() {
        return new Suspects(List.copyOf(fences.values()), List.copyOf(opened));
    }
}
