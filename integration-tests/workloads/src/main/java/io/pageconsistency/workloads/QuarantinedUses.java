package io.pageconsistency.workloads;

import java.nio.ByteBuffer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.pageconsistency.Mode;
import io.pageconsistency.PageConsistency;

/**
 * Uses memory after it was given back, and after its pool was asked for the same size again. A thread's cache would hand the same
 * memory out at once.
 *
 * <p>Arguments: {@code how}, which is {@code write} for a write in every size, {@code read} for a read, or {@code twice} to give it
 * back once more; {@code stop}, whether the agent's mode is switched back at the end, so that the pool gets all of its memory.
 */
public final class QuarantinedUses {
    private static final int[] SIZES = {16, 500, 4096, 9000, 20_000, 28_672, 100_000};

    /** Contains a whole page of the system, wherever it begins. */
    private static final int WITH_A_WHOLE_PAGE = 2 * 4096;

    private static int missed;
    private static int thrown;

    private QuarantinedUses() {
    }

    public static void main(String[] args) {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        Arguments arguments = new Arguments(args);
        String how = arguments.text("how", "write");
        PooledByteBufAllocator pool = Pools.cached(1, 0);
        Outcome outcome = new Outcome();
        int uses = 0;
        for (int size : SIZES) {
            if (how.equals("write") || size >= WITH_A_WHOLE_PAGE) {
                Found.during(() -> use(pool, size, how));
                uses++;
            }
        }
        outcome.with("uses", uses).with("missed", missed).with("thrown", thrown);
        outcome.with("quarantined", Insides.checker().quarantine().pieces());
        Found.during(PageConsistency::validate);
        if (arguments.flag("stop", false)) {
            PageConsistency.switchMode(Mode.PRODUCTION);
            outcome.with("left", Insides.checker().quarantine().pieces());
            outcome.with("inUse", Pools.inUse(pool));
        }
        outcome.print();
    }

    private static void use(PooledByteBufAllocator pool, int size, String how) {
        ByteBuf buffer = pool.directBuffer(size, size);
        ByteBuffer view = buffer.internalNioBuffer(0, size).slice();
        Internals inside = Internals.of(buffer);
        give(buffer);
        ByteBuf next = pool.directBuffer(size, size);
        boolean isSame = Internals.of(next).place().equals(inside.place());
        missed += isSame ? 1 : 0;
        try {
            switch (how) {
                case "write" -> view.put(size / 2, (byte) 7);
                case "read" -> read(view);
                default -> inside.free();
            }
        } catch (InternalError e) {
            thrown++;
        }
        next.release();
    }

    private static void give(ByteBuf buffer) {
        buffer.release();
    }

    private static byte read(ByteBuffer view) {
        return view.get(view.capacity() / 2);
    }
}
