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
 * Makes a violation of each access to fenced memory, on the thread that did it.
 *
 * <p>What is read on the way to the report may be fenced as well, and is nobody's fault. Thread-safe.
 */
public final class UsesAfterFree {
    private static final String MESSAGE = "a fault occurred in an unsafe memory access operation";
    private static final String[] OF_THE_MACHINE = {"a fault occurred in a", "unsafe memory access operation"};
    /** How many others are named where it may have been one of several. */
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

    /** The virtual machine makes an error; whether that is of an access to fenced memory is told by its message. */
    void errorMade(String message) {
        if (message == null || !message.startsWith(OF_THE_MACHINE[0]) || !message.contains(OF_THE_MACHINE[1])) {
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
     * Some memory is about to be given to code in which the virtual machine cannot make an error of it.
     *
     * @return the error that it would make; null if nothing of it is fenced
     */
    InternalError touching(long address, long length) {
        return reported(address, length, "expected free memory not to be used, but it is fenced, and was to be given to native code;"
                + " its address is known") ? new InternalError(MESSAGE, null) : null;
    }

    /** The same for a call of the system, which refuses the address itself. */
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
