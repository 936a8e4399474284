package io.pageconsistency.nativememory;

import io.pageconsistency.report.Reports;

/**
 * What is told of the one door through which the JDK's native memory comes and goes.
 *
 * <p>{@code …ing} methods are called before the system is asked, the others after. Nothing is thrown in here but a
 * {@link StackOverflowError} where no stack is left even to note the gap in the record, and nothing allocates native memory,
 * since that would lead back here. Thread-safe.
 */
public record NativeMemoryTracker(NativeMemory nativeMemory, Reports reports) {
    /** Walks all ways through a record once, beside the real one. */
    public void warmUp() {
        WarmUp.run();
    }

    /** A block has been allocated. */
    public void allocated(long base, long size) {
        try {
            nativeMemory.allocated(base, size);
        } catch (Throwable e) {
            unrecorded(e, base);
        }
    }

    /** A block, or something that is none, is about to be freed. */
    public void freeing(long address) {
        try {
            nativeMemory.freeing(address);
        } catch (Throwable e) {
            unrecorded(e, address);
        }
    }

    /** A block is about to get another size. */
    public void reallocating(long address, long size) {
        try {
            nativeMemory.reallocating(address, size);
        } catch (Throwable e) {
            unrecorded(e, address);
        }
    }

    /** It has got it, and may have moved. */
    public void reallocated(long base, long size) {
        try {
            nativeMemory.reallocated(base, size);
        } catch (Throwable e) {
            unrecorded(e, base);
        }
    }

    /** It has not, and is as it was. */
    public void reallocationFailed() {
        try {
            nativeMemory.reallocationFailed();
        } catch (Throwable e) {
            reports.swallow(e);
        }
    }

    /** An operation failed in here: neither the application nor what becomes of this block later is to suffer from it. */
    private void unrecorded(Throwable error, long base) {
        reports.swallow(error);
        try {
            nativeMemory.unrecorded(base);
        } catch (StackOverflowError e) {
            // As it would have come a few frames deeper without us; a gap that nobody knows of would accuse the innocent.
            throw e;
        } catch (Throwable e) {
            reports.swallow(e);
        }
    }
}
