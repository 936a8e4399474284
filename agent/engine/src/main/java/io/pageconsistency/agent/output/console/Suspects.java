package io.pageconsistency.agent.output.console;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.PastTransfer;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;

/**
 * Who gave memory back before it was given back once too often.
 *
 * <p>One of them may have freed late what had been handed to another by then: where nothing tells one hand-out of the memory from
 * the next, such a free looks like the right one, and the last one, which is reported, is the right one.
 */
final class Suspects {
    private Suspects() {
    }

    /** One line each, the oldest first; none where there is only the one who is named anyway. */
    static List<String> of(Violation violation) {
        List<Party> parties = new ArrayList<>();
        if (violation.kind() == ViolationKind.DOUBLE_FREE && violation.freedBy() != null) {
            for (PastTransfer earlier : violation.earlierTransfers()) {
                if (earlier.operation() == Operation.TAKE_BACK) {
                    parties.add(0, earlier.party());
                }
            }
        }
        if (parties.isEmpty()) {
            return List.of();
        }
        parties.add(violation.freedBy());
        List<String> lines = new ArrayList<>();
        for (Party party : parties) {
            StackTraceElement frame = violation.guiltyFrame(party);
            lines.add("gave it back " + Elapsed.between(party, violation) + ", \"" + party.thread() + "\"" + (frame == null ? "" : ", at " + frame));
        }
        return lines;
    }
}
