package io.pageconsistency.agent.output.console;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.PastTransfer;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;

/**
 * The parties that gave a piece of memory back before a double free of it.
 *
 * <p>One of them may be the guilty one: it may have freed the memory late, when another user had it already. If nothing
 * distinguishes one hand-out of the memory from the next, such a free looks correct. The later, correct one is then reported.
 */
final class Suspects {
    private Suspects() {
    }

    /** One line for each party, the oldest first; empty if there is only the party that the report names anyway. */
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
