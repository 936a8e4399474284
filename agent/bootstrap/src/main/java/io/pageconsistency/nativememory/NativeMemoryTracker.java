package io.pageconsistency.nativememory;

import io.pageconsistency.report.Reports;

/**
 * Receives the calls of code woven into the one JDK class that allocates and frees native memory.
 *
 * <p>The {@code …ing} methods are called before the system call, the others after it. They throw nothing, except a {@link StackOverflowError}
 * if there is not even enough stack to note the gap in the record. They do not allocate native memory, because that would lead back here.
 * Thread-safe.
 */
public record NativeMemoryTracker(NativeMemory nativeMemory, Reports reports) {
    /** Runs through all code paths once, on a record of its own. */
    public void warmUp() {
        WarmUp.run();
    }

    /** A block was allocated. */
    public void allocated(long base, long size) {
        try {
            nativeMemory.allocated(base, size);
        } catch (Throwable e) {
            unrecorded(e, base);
        }
    }

    /** An address is about to be freed. */
    public void freeing(long address) {
        try {
            nativeMemory.freeing(address);
        } catch (Throwable e) {
            unrecorded(e, address);
        }
    }

    /** A block is about to be resized. */
    public void reallocating(long address, long size) {
        try {
            nativeMemory.reallocating(address, size);
        } catch (Throwable e) {
            unrecorded(e, address);
        }
    }

    /** A block was resized, and may have moved. */
    public void reallocated(long base, long size) {
        try {
            nativeMemory.reallocated(base, size);
        } catch (Throwable e) {
            unrecorded(e, base);
        }
    }

    /** A block could not be resized. */
    public void reallocationFailed() {
        try {
            nativeMemory.reallocationFailed();
        } catch (Throwable e) {
            reports.swallow(e);
        }
    }

    /** Handles an error in the agent: notes the gap in the record, so that it causes no false finding later. */
    private void unrecorded(Throwable error, long base) {
        reports.swallow(error);
        try {
            nativeMemory.unrecorded(base);
        } catch (StackOverflowError e) {
            // It would have come a few frames deeper without the agent. An unnoticed gap would cause a false finding.
            throw e;
        } catch (Throwable e) {
            reports.swallow(e);
        }
    }
}
