package io.pageconsistency.jmc;

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
                : Answer.notApplicable("Nothing was checked: the agent was on, but no operation of a pool that it watches was seen.");
    }

    private static Answer leaked(Findings leaks) {
        KindPage page = new KindPage(leaks.first().kind());
        StringBuilder text = new StringBuilder(page.meaning()).append('\n');
        leaks.byFault().stream().limit(FAULTS).forEach(those -> text.append("\u2022 ").append(count(those.size(), "time"))
                .append(", ").append(those.first().allocator()).append(", first ").append(those.first().place()).append(". Allocated by ")
                .append(those.first().allocatedBy() == null ? "a call that is not on record" : those.first().allocatedBy()).append('\n'));
        int more = leaks.byFault().size() - FAULTS;
        text.append(more > 0 ? "\u2022 and " + count(more, "further fault") + '\n' : "");
        return new Answer(LEAKED, count(leaks.size(), "leak") + " of pooled memory, from "
                + count(leaks.byFault().size(), "place") + ".", text.toString(),
                "The place that allocated is known where stacks=all, or where it was sampled. What to do is in the documentation:"
                        + "\n    unzip -p page-consistency.jar " + page.name());
    }
}
