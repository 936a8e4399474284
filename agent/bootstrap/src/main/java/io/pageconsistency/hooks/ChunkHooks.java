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

    /**
     * A chunk was made that is given out in whatever size is asked for.
     *
     * @param type the class whose constructor this is: of a subclass that divides its chunks another says more
     */
    public static void opened(String allocator, Object chunk, Class<?> type, Object memory, int size) {
        if (chunk.getClass() == type) {
            CHUNKS.opened(allocator, chunk, memory, 0, size, size, false);
        }
    }

    /**
     * A chunk was made that is divided into segments. What these do not fill lies at its end, or where it belongs to one thread,
     * before the first.
     *
     * @param ofOneThread null where it belongs to several
     */
    public static void openedInSegments(String allocator, Object chunk, Object memory, int capacity, int segment, Object ofOneThread) {
        int origin = ofOneThread == null ? 0 : capacity % segment;
        CHUNKS.opened(allocator, chunk, memory, origin, capacity - origin, segment, true);
    }

    /** @param reserved how far the buffer may grow without asking the chunk */
    public static void handedOut(Object chunk, int start, int length, int reserved) {
        CHUNKS.handedOut(chunk, start, Math.max(length, reserved));
    }

    public static void handOutFailed(Object chunk, int start, int length, int reserved) {
        CHUNKS.handOutFailed(chunk, start, Math.max(length, reserved));
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

    public static void takingBack(Object chunk, int start) {
        CHUNKS.takingBack(chunk, start, UNSAID);
    }

    public static void takeBackFailed(Object chunk, int start, Throwable thrown) {
        CHUNKS.takeBackFailed(chunk, start, UNSAID, thrown);
    }

    /** @param chunk null where the buffer never got memory */
    public static void deallocating(Object chunk, int start) {
        if (chunk != null) {
            CHUNKS.takingBack(chunk, start, UNSAID);
        }
    }

    /** A buffer that could not give its memory back, or could not move, has what it had. */
    public static void deallocationFailed(Object chunk, int start, Throwable thrown) {
        if (chunk != null) {
            CHUNKS.takeBackFailed(chunk, start, UNSAID, thrown);
        }
    }

    /**
     * A buffer is to have another capacity. Where that moves it, what it had is on record before the new is handed out, which is
     * early, but nobody can be given it before the buffer lets go of the chunk.
     *
     * @param most the buffer's greatest capacity
     * @param count its reference count
     */
    public static void resizing(int wanted, Object chunk, int start, int length, int reserved, int most, int count) {
        if (wanted > length && wanted > reserved && wanted <= most && count > 0) {
            CHUNKS.leaving(chunk, start);
        }
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
