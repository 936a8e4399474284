package io.pageconsistency.jmc;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.openjdk.jmc.common.item.IItemCollection;

/** Whether the agent was on but hooked nothing, or not everything: then the finding of nothing means little. */
public final class CoverageRule extends RecordingRule {
    private static final double NOTHING_HOOKED = 100;
    private static final double NOTHING_SEEN = 80;
    private static final double NOT_ALL_COVERED = 75;

    public CoverageRule() {
        super("Coverage", "Page Consistency Coverage", RecordedItem.AGENT_STATUS, "module");
    }

    @Override
    Answer judge(IItemCollection items, Coverage coverage) {
        if (!coverage.isStated()) {
            return Answer.notApplicable("The recording ends before the agent said what it covers: it was cut off, or the event "
                    + RecordedItem.AGENT_STATUS + " was switched off.");
        }
        return answer(coverage).because("{points}").with(Answer.POINTS, details(coverage));
    }

    private static Answer answer(Coverage coverage) {
        if (!coverage.isAnythingHooked()) {
            return Answer.of(NOTHING_HOOKED, "The agent was on but hooked nothing, so nothing was checked.")
                    .advising("A copy of a library that is refused is named with the reason."
                            + " A pool of your own is watched where the agent's option pools describes it.");
        }
        if (!coverage.isAnythingChecked()) {
            return Answer.of(NOTHING_SEEN, "The agent hooked " + coverage.hooked() + ", but saw no operation of it, so nothing was checked.")
                    .advising("The program did not use that allocator while the recording was made, or uses another one.");
        }
        if (!coverage.refused().isEmpty()) {
            return Answer.of(NOT_ALL_COVERED, "Not covered: " + coverage.refused().stream().map(Coverage.Module::toString)
                    .collect(Collectors.joining("; ")) + ".").advising("What these hand out and take back was not checked.");
        }
        if (coverage.swallowedErrors() > 0) {
            return Answer.of(NOT_ALL_COVERED, count(coverage.swallowedErrors(), "error") + " inside the agent: not everything was checked.")
                    .advising("This is a defect of the agent; please report it.");
        }
        return Answer.ok("Checked: " + coverage.checked() + ".");
    }

    private static List<String> details(Coverage coverage) {
        List<String> lines = new ArrayList<>();
        coverage.refused().forEach(module -> lines.add("refused: " + module + ": " + module.refused()));
        if (!coverage.waiting().isEmpty()) {
            lines.add("waited for and never met: " + coverage.waiting());
        }
        coverage.used().forEach(module -> lines.add("checked: " + module));
        return lines;
    }
}
