package io.pageconsistency.jmc;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.recording.Amount;
import io.pageconsistency.recording.Coverage;
import io.pageconsistency.recording.Fault;
import io.pageconsistency.recording.Fleet;
import io.pageconsistency.recording.Tally;
import io.pageconsistency.recording.event.EventNames;
import io.pageconsistency.recording.finding.Finding;
import org.openjdk.jmc.common.item.IItemCollection;

/** Whether pooled memory was lost. */
public final class LeaksRule extends RecordingRule {
    private static final double LEAKED = 75;
    private static final int FAULTS = 10;

    public LeaksRule() {
        super("Leaks", "Page Consistency Leaks", EventNames.VIOLATION, "allocatedBy");
    }

    @Override
    Answer answer(IItemCollection items, Fleet fleet, Coverage coverage) {
        if (!fleet.leaks().isEmpty()) {
            return leaked(fleet.leaks());
        }
        return coverage.isChecked() ? Answer.ok("No leak was found. The command 'holders' of page-consistency.jar shows who holds memory now.")
                : Answer.notApplicable(gap(coverage));
    }

    private static Answer leaked(Tally leaks) {
        List<String> places = new ArrayList<>();
        for (Fault fault : leaks.faults().subList(0, Math.min(leaks.size(), FAULTS))) {
            Finding first = fault.first();
            places.add(Amount.of(fault.count(), "time") + ", first " + first.memory() + ". Allocated by "
                    + (first.allocatedBy() == null ? "a call that is not on record" : first.allocatedBy()));
        }
        if (leaks.size() > FAULTS) {
            places.add("and " + Amount.of(leaks.size() - FAULTS, "further place"));
        }
        Finding first = leaks.faults().get(0).first();
        return Answer.of(LEAKED, Amount.of(leaks.times(), "leak") + " of pooled memory, from " + Amount.of(leaks.size(), "place") + ".")
                .because(sentence(first.summary()) + " {points}").with(Answer.POINTS, places)
                .advising("With the agent's option stacks=all the allocating call is always known; otherwise only if it was sampled."
                        + " The documentation says what to do: {pages}")
                .with(Answer.PAGES, List.of(new KindPage(first.kind()).command()));
    }
}
