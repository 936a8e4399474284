package io.pageconsistency.fence;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.Incident;

/**
 * Reports each access to fenced memory as a violation, on the thread that made it.
 *
 * <p>Building the report may read fenced memory, too. Such accesses are ignored. Thread-safe.
 */
public final class UsesAfterFree {
    private static final String MESSAGE = "a fault occurred in an unsafe memory access operation";
    private static final String[] MESSAGE_PARTS = {"a fault occurred in a", "unsafe memory access operation"};
    /** How many alternatives a report names if the access may have hit one of several fences. */
    private static final int OTHERS = 2;

    private final Fences fences;
    private final Ledger ledger;
    private final Set<Thread> busy = ConcurrentHashMap.newKeySet();
    private volatile Clues clues = Clues.NONE;

    public UsesAfterFree(Fences fences, Ledger ledger) {
        this.fences = fences;
        this.ledger = ledger;
    }

    public void clues(Clues source) {
        clues = source;
    }

    /** An {@link InternalError} is created; its message tells whether it stands for an access to inaccessible memory. */
    void errorMade(String message) {
        if (message == null || !message.startsWith(MESSAGE_PARTS[0]) || !message.contains(MESSAGE_PARTS[1])) {
            return;
        }
        alone(() -> {
            Suspects suspects = fences.suspects();
            if (suspects.isEmpty()) {
                return;
            }
            clues.search(suspects);
            report(suspects.likely(), suspects, clues.otherReason());
        });
    }

    private void report(List<Fence> fit, Suspects suspects, String otherReason) {
        Incident incident = about(fit.get(0), "expected free memory not to be used, but it was: it is fenced, and the virtual machine stopped an"
                + " access; " + suspects.certainty(fit.size()));
        for (int i = 1; i < fit.size() && i <= OTHERS; i++) {
            incident = incident.withParty("or freed by", fit.get(i).by());
        }
        if (otherReason != null) {
            incident = incident.withExplanation(incident.explanation() + "; it may also have been " + otherReason).suspected();
        }
        ledger.report(incident);
    }

    private Incident about(Fence fence, String explanation) {
        Region region = fence.region();
        long first = region.pageAt(fence.start());
        long last = region.pageAt(fence.end() - 1);
        return Incident.of(ViolationKind.USE_AFTER_FREE, Operation.USE).in(region)
                .at(region.terms().shown(new Extent(first, last - first + 1, Extent.NO_SLOT, fence.start(), fence.length())))
                .withAllocatedBy(ledger.parties().lastHandOutAt(region.id(), fence.start()))
                .withFreedBy(fence.by())
                .withEarlier(ledger.parties().earlierOf(region, fence.start()))
                .withExplanation(explanation);
    }

    /**
     * Some memory is about to be passed to native code, in which an access would crash the virtual machine.
     *
     * @return the error that the virtual machine throws for such an access in Java code; null if none of the memory is fenced
     */
    InternalError touching(long address, long length) {
        return reported(address, length, "expected free memory not to be used, but it is fenced, and was to be given to native code;"
                + " its address is known") ? new InternalError(MESSAGE, null) : null;
    }

    /** The same for a system call, which itself refuses the address with an error code. */
    void passing(long address, long length) {
        reported(address, length, "expected free memory not to be used, but it is fenced, and was to be given to the system, which says that"
                + " it is a bad address; its address is known");
    }

    private boolean reported(long address, long length, String explanation) {
        List<Fence> met = length <= 0 ? List.of() : fences.within(address, address + length);
        if (!met.isEmpty()) {
            alone(() -> ledger.report(about(met.get(0), explanation)));
        }
        return !met.isEmpty();
    }

    private void alone(Runnable action) {
        if (!busy.add(Thread.currentThread())) {
            return;
        }
        try {
            action.run();
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        } finally {
            busy.remove(Thread.currentThread());
        }
    }
}
