package io.pageconsistency.junit;

import io.pageconsistency.Party;
import io.pageconsistency.Quoting;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;

/** A thread that had to do with a violation, or a leak, as a link in the chain of a failure's causes: its stack is that thread's. */
final class Culprit extends Throwable {
    private static final long serialVersionUID = 1;

    private Culprit(String message, StackTraceElement[] stack, Throwable cause) {
        super(message, cause);
        setStackTrace(Frames.withoutJUnit(stack));
    }

    /**
     * The guilty thread; its cause is who freed the memory before, and the cause of that one who had got it. Of a leak it is who
     * took what was lost, as far as that is on record, for the one that notices it is not guilty.
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

    /** The one that took what is still held. */
    static Culprit taker(Party party) {
        return party("taken by", party, null);
    }

    private static Culprit party(String role, Party party, Culprit earlier) {
        return party == null ? null
                : new Culprit(role + " thread " + Quoting.quoted(party.thread()) + " at " + party.when(), party.stack(), earlier);
    }

    /** A party that has no stack of its own to tell where it is. */
    @Override
    public String toString() {
        return getMessage();
    }
}
