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
 * Which free memory is inaccessible, so that who uses it all the same gets an error.
 *
 * <p>Whoever hands memory out says so before the user can touch it, and whoever takes it back before the pool can give it on. Between
 * the two nobody has a reason to touch it, in a pool that keeps nothing of its own in free memory. What is fenced is opened before it is
 * handed out, and before its region ends; and from then on nothing of the region is fenced.
 *
 * <p>Only whole pages of the system inside what was given back are fenced. To fence and to open changes the address space of the process,
 * which the system allows one thread at a time; so does this.
 *
 * <p>It must not fail to open. The system may refuse, for want of memory; then all fences are opened in one step that needs none, and
 * there will be no others. Thread-safe.
 */
public final class Fences implements Guard {
    /** How many fences there are at once where only some of what is free is fenced. */
    private static final int SOME = 64;
    /** Then at most one is made in this time, of the first pieces that are given back after it has passed. */
    private static final long BETWEEN_NANOS = 100_000_000;
    /** How many of these pieces are looked at until one is fit. */
    private static final int LOOKS = 8;
    /** A fence in the middle of a mapping makes two more of it. */
    private static final int MAPPINGS_A_FENCE = 2;
    /** After so many fences the mappings are counted anew: what was opened may not have joined its neighbours. */
    private static final int RECOUNT = 4096;
    /** Where only some memory is fenced they are counted every so many seconds. */
    private static final int COUNT_SOME = 10;
    /** Fences that were opened lately; an error comes a little after the access. */
    private static final int LATELY = 16;

    private final Reports reports;
    private final Runnable changed;
    private final TreeMap<Long, Fence> fences = new TreeMap<>();
    private final Deque<Fence> opened = new ArrayDeque<>();
    private volatile SystemPages pages;
    private FenceableMemory fenceable;
    private Runnable givenUp = () -> { };
    private long pageSize;
    /** Whether what is fenced is inaccessible; not after all was opened at once. */
    private volatile boolean isClosed;
    private long made;
    private int room;
    private int sinceCounted;
    /** Whether there are any, or may be soon; without a lock for those who only want to know whether to look. */
    private volatile boolean active;
    private volatile boolean all;
    /** How many pieces more may be looked at; counting races, and so lets a few more through. */
    private volatile int looks;
    private long sinceLooked;
    private int seconds;
    private volatile String ended;

    /** @param changed called when what is wanted has changed */
    public Fences(Reports reports, Runnable changed) {
        this.reports = reports;
        this.changed = changed;
    }

    /**
     * Fences from now on.
     *
     * @param everything all that becomes free; otherwise a little of it
     * @param whenGivenUp told when it cannot be gone on with
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

    /** Opens everything, and no longer fences anything. */
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

    /** Everything is accessible when this returns, and stays so. For the end of the virtual machine. */
    public synchronized void openAtOnce() {
        if (isClosed) {
            active = false;
            isClosed = !pages.openAll();
        }
    }

    /** Whether anything may be inaccessible, or was lately. */
    boolean mayBeMet() {
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

    /** Why nothing is fenced since it was given up; null while it is, and where it was never meant to be. */
    public String whyNot() {
        return ended;
    }

    public synchronized FenceFigures figures() {
        // What was opened all at once is accessible, and is not opened again.
        return isClosed ? new FenceFigures(fences.size(), fences.values().stream().mapToLong(Fence::length).sum(), made)
                : new FenceFigures(0, 0, made);
    }

    /**
     * Some time has passed. What was not looked at until now is not saved up, because each operation is slow while there is something
     * left. For one thread.
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

    /** The oldest give way to others, and the mappings are counted. For once in a second. */
    public synchronized void everySecond() {
        if (!active) {
            return;
        }
        // Of some there are never many, and to count takes a millisecond or more.
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
        passedOver();
        if (region.address() == 0 || region.findings() != 0) {
            return null;
        }
        long size = pageSize;
        long from = start + size - 1 & -size;
        long to = before & -size;
        return from < to && fence(region, from, to) ? new Fenced(this, region, from, to) : null;
    }

    @Override
    public void passedOver() {
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

    /** Opens what is fenced of some memory of a region; a part of a page with the whole page. */
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
        // Where all were opened at once they are accessible, and their users may be at work already.
        if (isClosed && !pages.open(from, to - from)) {
            giveUp("the system refuses to open fenced memory: ".concat(pages.refusal()));
        }
        opened.addFirst(fence);
        if (opened.size() > LATELY) {
            opened.removeLast();
        }
    }

    /** Some memory of a region was fenced, and may be another's now, so that it is not to be touched, unless it is still there. */
    synchronized void gone(Region region, long start, long before) {
        for (Fence fence : overlapping(start, before)) {
            if (fence.region() == region && fenceable != null && fenceable.isThere(fence.block())) {
                open(fence, Math.max(start, fence.start()), Math.min(before, fence.end()));
            } else if (fence.region() == region) {
                fences.remove(fence.start());
                giveUp("fenced memory went back to the system without the agent's notice");
            }
        }
    }

    /** A block is about to go back to the system, or to be moved by it: all of it is accessible when this returns. */
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

    /** Opens what there is, and says so. */
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

    /** What is fenced of some memory. */
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

    /** All that may have been met by an access. */
    synchronized Suspects suspects() {
        return new Suspects(List.copyOf(fences.values()), List.copyOf(opened));
    }
}
