package io.pageconsistency.workloads;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.hooks.PoolHooks;
import io.pageconsistency.nativememory.NativeBlock;

/**
 * Arenas that end while their pool has pages out.
 *
 * <p>Arguments: {@code arena}, which is {@code confined}, {@code shared} or {@code automatic}; {@code align}, the alignment of its
 * segment in bytes.
 */
public final class SegmentsOnNativeMemory {
    private static final int PAGE = 4_096;
    private static final int PAGES = 16;

    private SegmentsOnNativeMemory() {
    }

    public static void main(String[] args) {
        Arguments arguments = new Arguments(args);
        long alignment = arguments.number("align", 8);
        long before = Insides.nativeMemory().blocks();
        Found.during(() -> {
            switch (arguments.text("arena", "")) {
                case "confined" -> closedUnderAPool(Arena.ofConfined(), alignment);
                case "shared" -> closedUnderAPool(Arena.ofShared(), alignment);
                case "automatic" -> collected(alignment, before);
                default -> throw new IllegalArgumentException(List.of(args).toString());
            }
        });
        // Not below zero: the JDK may have freed a block of its own meanwhile.
        new Outcome().with("left", Math.max(0, Insides.nativeMemory().blocks() - before)).print();
    }

    private static void closedUnderAPool(Arena arena, long alignment) {
        // The first pool has all its pages back when its memory ends.
        MemorySegment quiet = arena.allocate(PAGES * PAGE, alignment);
        Object quietPool = poolOver(quiet);
        PoolHooks.handedOut(quietPool, 1, 1, PAGE, PAGE);
        PoolHooks.takingBack(quietPool, 1, 1);
        MemorySegment segment = arena.allocate(PAGES * PAGE, alignment);
        Object pool = poolOver(segment);
        PoolHooks.handedOut(pool, 3, 2, 3 * PAGE, 2 * PAGE);
        check(segment);
        closeArenaOfThePool(arena);
    }

    private static void closeArenaOfThePool(Arena arena) {
        arena.close();
    }

    private static void collected(long alignment, long before) {
        for (int i = 0; i < 10; i++) {
            MemorySegment segment = Arena.ofAuto().allocate(PAGES * PAGE, alignment);
            check(segment);
            PoolHooks.handedOut(poolOver(segment), 3, 2, 3 * PAGE, 2 * PAGE);
        }
        // The agent notices a collected pool before the cleaner has freed the pool's memory, so this waits for both.
        while (PageConsistency.leaks() < 10 || Insides.nativeMemory().blocks() > before) {
            System.gc();
            Thread.onSpinWait();
        }
    }

    private static Object poolOver(MemorySegment segment) {
        Object pool = new Object();
        PoolHooks.opened("pool", pool, segment.asByteBuffer(), 0, PAGES * PAGE, PAGE, false);
        return pool;
    }

    private static void check(MemorySegment segment) {
        NativeBlock block = Insides.nativeMemory().at(segment.address() + segment.byteSize() - 1);
        if (block == null || !block.contains(segment.address())) {
            throw new IllegalStateException(segment + " is not known");
        }
    }
}
