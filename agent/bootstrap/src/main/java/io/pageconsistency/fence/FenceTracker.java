package io.pageconsistency.fence;

import io.pageconsistency.report.Reports;

/**
 * Receives the calls of woven code at the places where an access to fenced memory shows. Swallows and counts the agent's own
 * errors.
 */
public record FenceTracker(Fences fences, UsesAfterFree uses, Reports reports) {
    /** An {@link InternalError} is created, by the virtual machine or by other code. */
    public void errorMade(String message) {
        try {
            if (fences.mayBeHit()) {
                uses.errorMade(message);
            }
        } catch (Throwable e) {
            reports.swallow(e);
        }
    }

    /**
     * Memory is about to be passed to native code, in which an access to a fence would not become an error but a crash.
     *
     * @throws InternalError if some of the memory is fenced
     */
    public void touching(long address, long length) {
        InternalError error = null;
        try {
            error = fences.mayBeHit() ? uses.touching(address, length) : null;
        } catch (Throwable e) {
            reports.swallow(e);
        }
        if (error != null) {
            throw error;
        }
    }

    /** Memory is about to be passed to a system call. */
    public void passing(long address, long length) {
        try {
            if (fences.mayBeHit()) {
                uses.passing(address, length);
            }
        } catch (Throwable e) {
            reports.swallow(e);
        }
    }
}
