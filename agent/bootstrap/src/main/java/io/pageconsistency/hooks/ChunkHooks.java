package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.tracking.ChunkTracker;

/**
 * Called by code woven into pools that carve up chunks without claiming memory before they hand it out; parameters and order of
 * calls as for {@link ChunkTracker}.
 */
public final class ChunkHooks {
    /** Stands for a length that the pool does not tell. */
    public static final int UNSAID = ChunkTracker.UNSAID;

    private static final ChunkTracker CHUNKS = Checker.ofThisJvm(MethodHandles.lookup()).chunks();

    private ChunkHooks() {
    }

    public static void opened(String allocator, Object chunk, Object memory, int origin, int size, int cell, boolean single) {
        CHUNKS.opened(allocator, chunk, memory, origin, size, cell, single);
    }

    public static void adopted(String allocator, Object chunk, Object memory, int origin, int size, int cell, boolean single) {
        CHUNKS.adopted(allocator, chunk, memory, origin, size, cell, single);
    }

    public static void handedOut(Object chunk, int start, int length) {
        CHUNKS.handedOut(chunk, start, length);
    }

    public static void handOutFailed(Object chunk, int start, int length) {
        CHUNKS.handOutFailed(chunk, start, length);
    }

    public static void takingBack(Object chunk, int start, int length) {
        CHUNKS.takingBack(chunk, start, length);
    }

    public static void leaving(Object chunk, int start) {
        CHUNKS.leaving(chunk, start);
    }

    public static void takeBackFailed(Object chunk, int start, int length, Throwable thrown) {
        CHUNKS.takeBackFailed(chunk, start, length, thrown);
    }

    public static void closing(Object chunk, Object buffer) {
        CHUNKS.closing(chunk, buffer);
    }

    public static void emptied(Object chunk, Object buffer) {
        CHUNKS.emptied(chunk, buffer);
    }

    public static Throwable handingOut(Object chunk, int start, int length) {
        return CHUNKS.handingOut(chunk, start, length);
    }

    public static Throwable takingBackUnless(Object chunk, int start, int length) {
        return CHUNKS.takingBackUnless(chunk, start, length);
    }

    public static Throwable leavingUnless(Object chunk, int start) {
        return CHUNKS.leavingUnless(chunk, start);
    }

    public static void carving() {
        CHUNKS.carves();
    }

    public static void carved() {
        CHUNKS.carved();
    }
}
