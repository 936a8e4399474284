package io.pageconsistency.ground;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.ledger.Ledger;

/**
 * What is woven into the JDK's own {@code Unsafe}: the one door through which its native memory comes and goes.
 *
 * <p>{@code …ing} methods are called before the system is asked, the others after. Nothing is thrown in here but a
 * {@link StackOverflowError} where no stack is left even to note the gap in the record, and nothing allocates native memory,
 * since that would lead back here. Whatever is needed has been loaded and linked by {@link #warmUp()} before the first call,
 * because a call may come from within the loading of a class. Thread-safe.
 */
public final class GroundHooks {
    private static final Ledger LEDGER = Ledger.ofThisJvm(MethodHandles.lookup());
    private static final Ground GROUND = Ground.ofThisJvm(MethodHandles.lookup());

    private GroundHooks() {
    }

    /** Walks all ways through the ground once, beside the real one. Called before anything is woven. */
    public static void warmUp() {
        WarmUp.run();
    }

    /** A block has been allocated. */
    public static void allocated(long base, long size) {
        try {
            GROUND.allocated(base, size);
        } catch (Throwable e) {
            unrecorded(e, base);
        }
    }

    /** A block, or something that is none, is about to be freed. */
    public static void freeing(long address) {
        try {
            GROUND.freeing(address);
        } catch (Throwable e) {
            unrecorded(e, address);
        }
    }

    /** A block is about to get another size. */
    public static void reallocating(long address, long size) {
        try {
            GROUND.reallocating(address, size);
        } catch (Throwable e) {
            unrecorded(e, address);
        }
    }

    /** It has got it, and may have moved. */
    public static void reallocated(long base, long size) {
        try {
            GROUND.reallocated(base, size);
        } catch (Throwable e) {
            unrecorded(e, base);
        }
    }

    /** It has not, and is as it was. */
    public static void reallocationFailed() {
        try {
            GROUND.reallocationFailed();
        } catch (Throwable e) {
            LEDGER.reports().swallow(e);
        }
    }

    /** An operation failed in here: neither the application nor what becomes of this block later is to suffer from it. */
    private static void unrecorded(Throwable error, long base) {
        LEDGER.reports().swallow(error);
        try {
            GROUND.unrecorded(base);
        } catch (StackOverflowError e) {
            // As it would have come a few frames deeper without us; a gap that nobody knows of would accuse the innocent.
            throw e;
        } catch (Throwable e) {
            LEDGER.reports().swallow(e);
        }
    }
}
