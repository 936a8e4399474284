package io.pageconsistency.fence;

import io.pageconsistency.report.Reports;

/** What is told where free memory that is fenced may be met. Errors of ours are swallowed and counted. */
public record FenceTracker(Fences fences, UsesAfterFree uses, Reports reports) {
    /** The virtual machine, or somebody else, makes an {@link InternalError}. */
    public void errorMade(String message) {
        try {
            if (fences.mayBeMet()) {
                uses.errorMade(message);
            }
        } catch (Throwable e) {
            reports.swallow(e);
        }
    }

    /**
     * Memory is about to be given to code in which the virtual machine makes no error of an access.
     *
     * @throws InternalError if some of it is fenced
     */
    public void touching(long address, long length) {
        InternalError error = null;
        try {
            error = fences.mayBeMet() ? uses.touching(address, length) : null;
        } catch (Throwable e) {
            reports.swallow(e);
        }
        if (error != null) {
            throw error;
        }
    }

    /** Memory is about to be given to the system. */
    public void passing(long address, long length) {
        try {
            if (fences.mayBeMet()) {
                uses.passing(address, length);
            }
        } catch (Throwable e) {
            reports.swallow(e);
        }
    }
}
