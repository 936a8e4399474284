package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.tracking.OwnMemoryTracker;

/** Called by code woven into buffers that own their memory; parameters and order of calls as for {@link OwnMemoryTracker}. */
public final class OwnMemoryHooks {
    private static final OwnMemoryTracker OWN = Checker.ofThisJvm(MethodHandles.lookup()).ownMemory();

    /** Netty's adaptive allocator, whose chunks are unpooled buffers. */
    private static final String CARVING = ".netty.buffer.AdaptiveByteBufAllocator";

    private OwnMemoryHooks() {
    }

    /**
     * A buffer gets memory. What it had goes back by that, where it had some.
     *
     * @param frees whether the old memory is given back
     * @param old null for none
     */
    public static void setting(Object buffer, boolean frees, Object old) {
        if (frees && old != null) {
            OWN.ending(buffer);
        }
    }

    /**
     * A buffer has got memory.
     *
     * @param pool the allocator that made the buffer; null for none
     * @param wrapped whether the memory belongs to whoever made the buffer of it
     */
    public static void set(String allocator, Class<?> type, Object buffer, Object pool, Object memory, int size, boolean wrapped) {
        if (!wrapped && (pool == null || !pool.getClass().getName().endsWith(CARVING))) {
            OWN.begun(allocator, type, buffer, memory, size);
        }
    }

    public static void moving(Object buffer) {
        OWN.moving(buffer);
    }

    public static void kept(Object buffer) {
        OWN.kept(buffer);
    }

    public static void ending(Object buffer) {
        OWN.ending(buffer);
    }

    public static Throwable endingUnless(Object buffer) {
        return OWN.endingUnless(buffer);
    }

    public static void endFailed(Object buffer) {
        OWN.endFailed(buffer);
    }

    /** A buffer has memory on the heap. Returns what is to be kept with it. */
    public static Object alive() {
        return null;
    }

    /**
     * A buffer lets go of its memory on the heap: nothing is lost by its being done twice. Returns what is to be kept with it.
     *
     * @param ended what is kept with it; null for nothing, or where nothing can be
     */
    public static Object ended(String allocator, Object buffer, Object ended) {
        if (ended != null) {
            OWN.endedAgain(allocator, buffer);
            return ended;
        }
        return OWN.ended(allocator);
    }
}
