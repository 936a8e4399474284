package io.pageconsistency.jmc;

import java.util.ArrayList;
import java.util.List;

import org.openjdk.jmc.common.item.IItemCollection;

/** Whether pooled memory was lost. */
public final class LeaksRule extends RecordingRule {
    private static final double LEAKED = 75;
    private static final int FAULTS = 10;

    public LeaksRule() {
        super("Leaks", "Page Consistency Leaks", RecordedItem.VIOLATION, "allocatedBy");
    }

    @Override
    Answer judge(IItemCollection items, Coverage coverage) {
        Findings leaks = Findings.of(items).leaks();
        if (!leaks.isEmpty()) {
            return leaked(leaks);
        }
        return coverage.isAnythingChecked()
                ? Answer.ok("No leak was found. Who holds memory now is told by page-consistency's command holders.")
                : Answer.notApplicable(UNCHECKED);
    }

    private static Answer leaked(Findings leaks) {
        List<Findings> faults = leaks.byFault();
        List<String> places = new ArrayList<>();
        for (Findings those : faults.subList(0, Math.min(faults.size(), FAULTS))) {
            Finding first = those.first();
            places.add(count(those.size(), "time") + ", " + first.allocator() + ", first " + first.place() + ". Allocated by "
                    + (first.allocatedBy() == null ? "a call that is not on record" : first.allocatedBy()));
        }
        if (faults.size() > FAULTS) {
            places.add("and " + count(faults.size() - FAULTS, "further place"));
        }
        KindPage page = new KindPage(leaks.first().kind());
        return Answer.of(LEAKED, count(leaks.size(), "leak") + " of pooled memory, from " + count(faults.size(), "place") + ".")
                .because(page.meaning() + " {points}").with(Answer.POINTS, places)
                .advising("Who allocated is known with the agent's option stacks=all, and else where it was sampled."
                        + " What to do is in the documentation: {pages}")
                .with(Answer.PAGES, List.of(page.command()));
    }
}
