package io.pageconsistency.ledger;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.freed.FreedMemory;
import io.pageconsistency.region.Contests;
import io.pageconsistency.report.LedgerListener;
import io.pageconsistency.verdict.Aftermath;
import io.pageconsistency.verdict.Judge;
import io.pageconsistency.verdict.Objection;
import io.pageconsistency.verdict.Parties;
import io.pageconsistency.verdict.Unit;

/**
 * The slow path of an operation, the same for pages, slots and bytes: taken if a listener wants single operations, if a stack is to
 * be recorded, or if the state of the unit is not the expected one. Thread-safe.
 */
final class Recorder {
    private final Judge judge;
    private final Parties parties;
    private final Transfers transfers;
    private final FreedMemory freed;
    /** The listener for single operations; null if there is none. */
    private volatile LedgerListener operations;

    Recorder(Judge judge, Parties parties, Transfers transfers, FreedMemory freed) {
        this.judge = judge;
        this.parties = parties;
        this.transfers = transfers;
        this.freed = freed;
    }

    void operations(LedgerListener listener) {
        operations = listener;
    }

    boolean isListenedTo() {
        return listener() != null;
    }

    /** The listener that wants single operations now, or null. */
    private LedgerListener listener() {
        LedgerListener listener = operations;
        return listener != null && listener.wantsOperations() ? listener : null;
    }

    /** Records an operation on a unit. */
    void record(Operation operation, Unit unit) {
        record(operation, unit, true, null);
    }

    /**
     * Records an operation on a unit.
     *
     * @param settles whether the operation, if nothing is wrong with it, may end the consequences of earlier faults
     * @param outside for a hand-out: what is wrong with the user's memory range, in words; null if nothing is
     */
    void record(Operation operation, Unit unit, boolean settles, String outside) {
        int findings = unit.region().findings();
        boolean noted = operation.isTransfer() && (findings != 0 || parties.wantsStackOf(unit.region()) || unit.isMarked(parties));
        boolean guarding = (operation == Operation.TAKE_BACK || operation == Operation.RELEASE) && freed.wants();
        long length = noted || guarding ? unit.lengthOnRecord() : 0;
        ThreadCounter.Stripe counter = operation == Operation.TAKE_BACK ? transfers.counter() : null;
        LedgerListener listener = listener();
        long finding = unit.apply(operation);
        boolean clean = finding == Finding.NONE || judge.operation(operation, unit, finding);
        if (clean && operation == Operation.HAND_OUT) {
            clean = checkHandOut(unit, outside);
        }
        if (clean && operation == Operation.TAKE_BACK) {
            transfers.takenBack(counter);
        }
        if (operation == Operation.HAND_OUT || operation == Operation.RESERVE) {
            freed.used(unit);
        } else if (operation == Operation.RELEASE) {
            freed.uncut(unit);
        }
        if (noted) {
            note(operation, unit, length);
        }
        if (guarding && clean && settles) {
            freed.freed(unit, operation, length);
        }
        if (clean && settles && findings != 0) {
            settle(operation, unit, findings);
        }
        if (listener != null) {
            tell(listener, operation, unit);
        }
    }

    /** Whether a recorded hand-out passes the checks beyond the states of its unit. */
    private boolean checkHandOut(Unit unit, String outside) {
        Objection objection = unit.beside(judge.repair());
        if (objection == null && outside != null) {
            objection = Objection.of(Finding.OUTSIDE_EXTENT, Operation.HAND_OUT, unit).alreadyRecorded().withExplanation(outside)
                    .withAftermath(() -> new Aftermath(Operation.HAND_OUT, unit.region(), false));
        }
        if (objection != null) {
            judge.found(objection);
        }
        return objection == null;
    }

    /** Remembers the party of a transfer. The memory belongs to the calling thread now, so no other thread changes its mark. */
    private void note(Operation operation, Unit unit, long length) {
        if (operation == Operation.HAND_OUT) {
            parties.handedOut(unit.region(), unit.start(), length);
        } else {
            parties.takenBack(unit.region(), unit.start(), length);
        }
        unit.mark(parties.isOnRecord(unit.region(), unit.start()));
    }

    /** An operation without a finding may end the consequences of earlier faults. */
    private static void settle(Operation operation, Unit unit, int findings) {
        Contests left = unit.region().contests();
        if (left != null) {
            left.of(unit.isPiece()).healthy(operation, unit.start(), unit.endOfContest(), findings);
            if (operation == Operation.RESERVE && !unit.isPiece()) {
                left.pieces.renewed(unit.start(), unit.end());
            }
        }
    }

    private static void tell(LedgerListener listener, Operation operation, Unit unit) {
        Extent extent = unit.extent();
        listener.crossed(operation, unit.region(), extent.page(), extent.pageCount(), extent.slot());
    }

    /** Records a take-back that is wrong although the state of its unit is right. */
    void recordWrong(Objection objection) {
        Unit unit = objection.unit;
        boolean noted = parties.wantsStackOf(unit.region()) || unit.isMarked(parties);
        LedgerListener listener = listener();
        judge.found(objection);
        if (noted) {
            note(Operation.TAKE_BACK, unit, unit.end() - unit.start());
        }
        if (listener != null) {
            tell(listener, Operation.TAKE_BACK, unit);
        }
    }
}
