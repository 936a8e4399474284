package io.pageconsistency.workloads;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.pageconsistency.PageConsistency;

/**
 * Faults of every kind, made with the real pool's own methods.
 *
 * <p>Argument {@code names}: the scenarios in order, separated by {@code +}; all by default. Each uses its own pool, in which other
 * memory stays in use, and prints {@code SCENARIO name} before the {@linkplain Found findings}.
 *
 * <p>Arguments {@code gate} and {@code lastGate}: whether to wait at a gate before the first scenario, and before the end.
 */
public final class Scenarios {
    private static final int RUN = 5 * Pools.PAGE;
    private static final int SLOT = 1_000;
    private static final int KEEPERS = 3;

    /** Keeps pools that were broken on purpose. If they were collected, the effects of the collection would be reported as well. */
    private static final List<Object> BROKEN = new ArrayList<>();

    private static final Map<String, Consumer<Boolean>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("run-freed-twice", Scenarios::runFreedTwice);
        ALL.put("run-freed-twice-and-given-to-two", Scenarios::runFreedTwiceAndGivenToTwo);
        ALL.put("slot-freed-twice", Scenarios::slotFreedTwice);
        ALL.put("slot-freed-twice-through-the-cache", Scenarios::slotFreedTwiceThroughTheCache);
        ALL.put("run-handed-out-twice", Scenarios::runHandedOutTwice);
        ALL.put("run-handed-out-unclaimed", Scenarios::runHandedOutUnclaimed);
        ALL.put("whole-chunk-handed-out-too-long", Scenarios::wholeChunkHandedOutTooLong);
        ALL.put("half-of-a-run-freed", Scenarios::halfOfARunFreed);
        ALL.put("middle-of-a-run-freed", Scenarios::middleOfARunFreed);
        ALL.put("run-reclaimed-while-held", Scenarios::runReclaimedWhileHeld);
        ALL.put("pool-fails-to-hand-out", Scenarios::poolFailsToHandOut);
        ALL.put("pool-fails-to-take-back", Scenarios::poolFailsToTakeBack);
        ALL.put("chunk-closed-in-use", Scenarios::chunkClosedInUse);
        ALL.put("chunk-closed-while-claimed", Scenarios::chunkClosedWhileClaimed);
        ALL.put("bit-flipped-found-by-scan", Scenarios::bitFlippedFoundByScan);
        ALL.put("bit-flipped-found-by-release", Scenarios::bitFlippedFoundByRelease);
    }

    private Scenarios() {
    }

    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args);
        if (arguments.flag("gate", false)) {
            Gate.await("begin");
        }
        run(arguments.text("names", String.join("+", ALL.keySet())).split("\\+"));
        if (arguments.flag("lastGate", false)) {
            Gate.await("end");
        }
        new Outcome().print();
    }

    /** Runs the scenarios with these names, each with direct memory and then with memory on the heap. */
    static void run(String... names) {
        for (String name : names) {
            for (boolean direct : new boolean[] {true, false}) {
                System.out.println("SCENARIO " + name + (direct ? " direct" : " heap"));
                Found.during(() -> ALL.get(name).accept(direct));
            }
        }
    }

    private static void runFreedTwice(boolean direct) {
        ByteBuf buffer = allocate(uncached(direct, RUN), direct, RUN);
        Internals internals = Internals.of(buffer);
        buffer.release();
        internals.free();
    }

    /** The pool has the run twice. It hands out one of them again and again before it hands out the other. */
    private static void runFreedTwiceAndGivenToTwo(boolean direct) {
        PooledByteBufAllocator pool = uncached(direct, RUN);
        ByteBuf buffer = allocate(pool, direct, RUN);
        Internals internals = Internals.of(buffer);
        buffer.release();
        internals.free();
        for (int i = 0; i < 3; i++) {
            allocate(pool, direct, RUN).release();
        }
        held(allocate(pool, direct, RUN));
        held(allocate(pool, direct, RUN));
    }

    private static void slotFreedTwice(boolean direct) {
        ByteBuf buffer = allocate(uncached(direct, SLOT), direct, SLOT);
        Internals internals = Internals.of(buffer);
        buffer.release();
        internals.free();
    }

    /** The cache has the slot twice, so two users get it. The second of them to release it frees it twice again. */
    private static void slotFreedTwiceThroughTheCache(boolean direct) {
        PooledByteBufAllocator pool = keep(Pools.cached(1, 0), direct, SLOT);
        ByteBuf buffer = allocate(pool, direct, SLOT);
        Internals internals = Internals.of(buffer);
        buffer.release();
        internals.free();
        ByteBuf one = allocate(pool, direct, SLOT);
        ByteBuf other = allocate(pool, direct, SLOT);
        one.release();
        other.release();
    }

    private static void runHandedOutTwice(boolean direct) {
        ByteBuf one = allocate(uncached(direct, RUN), direct, RUN);
        ByteBuf other = (ByteBuf) Internals.of(one).handOutAgain();
        one.release();
        other.release();
    }

    /** The run is free to the pool, so it would hand it out again. */
    private static void runHandedOutUnclaimed(boolean direct) {
        PooledByteBufAllocator pool = uncached(direct, RUN);
        held(allocate(pool, direct, RUN));
        ByteBuf buffer = allocate(pool, direct, RUN);
        Internals internals = Internals.of(buffer);
        buffer.release();
        held((ByteBuf) internals.handOutAgain());
    }

    private static void wholeChunkHandedOutTooLong(boolean direct) {
        Internals internals = Internals.of(held(allocate(uncached(direct, RUN), direct, RUN)));
        held((ByteBuf) internals.handOutWhole(2 * Pools.CHUNK, 1));
    }

    private static void halfOfARunFreed(boolean direct) {
        Internals internals = Internals.of(held(allocate(uncached(direct, RUN), direct, RUN)));
        internals.freeRun(internals.page(), 2);
    }

    private static void middleOfARunFreed(boolean direct) {
        Internals internals = Internals.of(held(allocate(uncached(direct, RUN), direct, RUN)));
        internals.freeRun(internals.page() + 2, 1);
    }

    private static void runReclaimedWhileHeld(boolean direct) {
        ByteBuf buffer = allocate(uncached(direct, RUN), direct, RUN);
        Internals.of(buffer).reclaim();
        buffer.release();
    }

    /** The hand-out of memory from the thread's cache fails, so the cache may hand it out to the next user. */
    private static void poolFailsToHandOut(boolean direct) {
        PooledByteBufAllocator pool = keep(Pools.cached(1, 0), direct, SLOT);
        ByteBuf buffer = allocate(pool, direct, SLOT);
        Internals internals = Internals.of(buffer);
        buffer.release();
        internals.handOutInVain();
        allocate(pool, direct, SLOT).release();
    }

    /** After the failure the state of the memory is unknown, so the second attempt is no fault. */
    private static void poolFailsToTakeBack(boolean direct) {
        for (int size : new int[] {RUN, SLOT}) {
            ByteBuf buffer = allocate(uncached(direct, size), direct, size);
            Internals.of(buffer).freeInVain();
            buffer.release();
        }
    }

    private static void chunkClosedInUse(boolean direct) {
        Internals.of(held(allocate(uncached(direct, RUN), direct, RUN))).destroyChunk();
    }

    /**
     * The slot is the only one of its chunk and has no holder, but the thread's cache has it. So its run stays claimed. The cache
     * is emptied here, because otherwise its finalizer would do so at some other time.
     */
    private static void chunkClosedWhileClaimed(boolean direct) {
        PooledByteBufAllocator pool = Pools.cached(1, 0);
        BROKEN.add(pool);
        ByteBuf buffer = allocate(pool, direct, SLOT);
        Internals internals = Internals.of(buffer);
        buffer.release();
        internals.destroyChunk();
        pool.trimCurrentThreadCache();
    }

    private static void bitFlippedFoundByScan(boolean direct) {
        ByteBuf buffer = allocate(uncached(direct, RUN), direct, RUN);
        Flip.bitOf(Internals.of(buffer));
        int damaged = PageConsistency.validate().getDamaged();
        if (damaged != 1) {
            throw new IllegalStateException("1 damaged word expected, not " + damaged);
        }
        buffer.release();
    }

    private static void bitFlippedFoundByRelease(boolean direct) {
        ByteBuf buffer = allocate(uncached(direct, RUN), direct, RUN);
        Flip.bitOf(Internals.of(buffer));
        buffer.release();
    }

    private static PooledByteBufAllocator uncached(boolean direct, int size) {
        return keep(Pools.uncached(1, 0), direct, size);
    }

    /**
     * Holds other memory of the same size, so that neither the chunk nor the run is given up when the scenario frees its own
     * memory.
     */
    private static PooledByteBufAllocator keep(PooledByteBufAllocator pool, boolean direct, int size) {
        BROKEN.add(pool);
        for (int i = 0; i < KEEPERS; i++) {
            held(allocate(pool, direct, size));
        }
        return pool;
    }

    private static ByteBuf held(ByteBuf buffer) {
        BROKEN.add(buffer);
        return buffer;
    }

    private static ByteBuf allocate(PooledByteBufAllocator pool, boolean direct, int size) {
        return direct ? pool.directBuffer(size) : pool.heapBuffer(size);
    }
}
