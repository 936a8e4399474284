package io.pageconsistency.junit;

import io.pageconsistency.Party;
import io.pageconsistency.Quoting;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;

/** A party to a violation or a leak, as a cause of the failure: its stack is that of the party's thread. */
final class Culprit extends Throwable {
    private static final long serialVersionUID = 1;

    private Culprit(String message, StackTraceElement[] stack, Throwable cause) {
        super(message, cause);
        setStackTrace(Frames.withoutJUnit(stack));
    }

    /**
     * The thread of the violation. Its cause is the party that freed the memory before, and the cause of that is the party that got
     * it. For a leak, the party that took the lost memory, if that is on record, because the thread that notices a leak is not at
     * fault.
     */
    static Culprit of(Violation violation) {
        if (violation.kind() == ViolationKind.LEAK && violation.allocatedBy() != null) {
            return taker(violation.allocatedBy());
        }
        Culprit allocated = party("allocated by", violation.allocatedBy(), null);
        Culprit freed = party("freed by", violation.freedBy(), allocated);
        return new Culprit(violation.operation().inWords() + " on thread " + Quoting.quoted(violation.thread()), violation.stack(),
                freed == null ? allocated : freed);
    }

    /** The party that took memory that is still held. */
    static Culprit taker(Party party) {
        return party("taken by", party, null);
    }

    private static Culprit party(String role, Party party, Culprit earlier) {
        return party == null ? null
                : new Culprit(role + " thread " + Quoting.quoted(party.thread()) + " at " + party.when(), party.stack(), earlier);
    }

    /** Only the message, without the name of this class. */
    @Override
    public String toString() {
        return getMessage();
    }
}
