package io.pageconsistency.workloads;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.workloads.pools.BitmapPool;
import io.pageconsistency.workloads.pools.ExtentPool;
import io.pageconsistency.workloads.pools.FreeListPool;
import io.pageconsistency.workloads.pools.RecyclingAllocator;
import io.pageconsistency.workloads.pools.SlicePool;

/**
 * Faults of users of pools, and of pools themselves. Argument {@code fault}; for {@code twice} also {@code shape}.
 *
 * <p>Memory that was given back wrongly is not written to.
 */
public final class SegmentFaults {
    private static final int PAGE = Shape.PAGE;

    private SegmentFaults() {
    }

    public static void main(String[] args) {
        Arguments arguments = new Arguments(args);
        Found.during(() -> {
            switch (arguments.text("fault", "")) {
                case "twice" -> twice(Shape.of(arguments.text("shape", ""), Arena.ofAuto()));
                case "stale" -> stale();
                case "narrowed" -> narrowed();
                case "overlapping" -> overlapping();
                case "wrong-pool" -> wrongPool();
                case "closed" -> closed();
                case "closed-arena" -> closedArena();
                case "inside" -> inside();
                case "collected" -> collected();
                default -> throw new IllegalArgumentException(List.of(args).toString());
            }
        });
        new Outcome().print();
    }

    /** Gives memory back twice, with the consequence: it gets two owners, and each of them gives it back. */
    private static void twice(Shape shape) {
        MemorySegment other = shape.get(PAGE);
        MemorySegment segment = shape.get(PAGE);
        shape.put(segment);
        giveBackAgain(shape, segment);
        MemorySegment one = shape.get(PAGE);
        MemorySegment two = shape.get(PAGE);
        if (one != null) {
            shape.put(one);
        }
        if (two != null) {
            shape.put(two);
        }
        shape.put(other);
    }

    private static void giveBackAgain(Shape shape, MemorySegment segment) {
        shape.put(segment);
    }

    /** Gives four pages back whose first two belong to another user by now. */
    private static void stale() {
        ExtentPool pool = new ExtentPool(Shape.PAGES, PAGE);
        MemorySegment four = pool.allocatePages(4);
        pool.freePages(four);
        MemorySegment two = pool.allocatePages(2);
        pool.freePages(four);
        keep(two);
    }

    private static void narrowed() {
        ExtentPool pool = new ExtentPool(Shape.PAGES, PAGE);
        MemorySegment four = pool.allocatePages(4);
        pool.freePages(four.asSlice(0, 2 * PAGE));
    }

    /** Gives back the second half of a piece, which was never handed out as one. */
    private static void inside() {
        ExtentPool pool = new ExtentPool(Shape.PAGES, PAGE);
        MemorySegment four = pool.allocatePages(4);
        pool.freePages(four.asSlice(2 * PAGE));
    }

    private static void overlapping() {
        SlicePool pool = new SlicePool(Shape.PAGES * PAGE, true);
        MemorySegment[] slices = new MemorySegment[3];
        for (int i = 0; i < slices.length; i++) {
            // The size is rounded up to 24 for the user, and down to 16 by the pool.
            slices[i] = pool.slice(i == 0 ? 20 : 16);
        }
        for (MemorySegment slice : slices) {
            pool.discard(slice);
        }
    }

    private static void wrongPool() {
        FreeListPool mine = new FreeListPool(4, PAGE);
        FreeListPool other = new FreeListPool(4, PAGE);
        other.freePage(other.allocatePage());
        MemorySegment page = mine.allocatePage();
        other.freePage(page);
        keep(page);
    }

    /** The pool closes itself while pages of two of its blocks are held. */
    private static void closed() {
        FreeListPool pool = new FreeListPool(4, PAGE);
        for (int i = 0; i < 6; i++) {
            pool.allocatePage();
        }
        pool.close();
    }

    /** The owner of the arena closes it, without the pool. */
    private static void closedArena() {
        try (BitmapPool pool = new BitmapPool(Shape.PAGES, PAGE)) {
            pool.acquire();
            pool.release(pool.acquire());
        }
    }

    private static void collected() {
        lost();
        while (PageConsistency.leaks() == 0) {
            System.gc();
            Thread.onSpinWait();
        }
    }

    private static void lost() {
        keep(new RecyclingAllocator(PAGE).allocate(PAGE));
    }

    /** Keeps memory reachable until the end. */
    private static void keep(MemorySegment segment) {
        if (segment.byteSize() == 0) {
            throw new IllegalStateException();
        }
    }
}
