package io.pageconsistency.jmc;

import java.util.stream.Collectors;

import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.flightrecorder.rules.Severity;

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
        if (!coverage.isAnythingHooked()) {
            return answer(NOTHING_HOOKED, "The agent was on but hooked nothing, so nothing was checked.", coverage,
                    "A library that hides behind a class loader or in a shaded copy may be refused with a reason, above."
                            + " A pool of your own is watched where the option pools describes it.");
        }
        if (!coverage.isAnythingChecked()) {
            return answer(NOTHING_SEEN, "The agent hooked " + coverage.hooked() + ", but saw no operation of it, so nothing was checked.",
                    coverage, "The program did not use that allocator while the recording was made, or uses another one.");
        }
        if (!coverage.refused().isEmpty()) {
            return answer(NOT_ALL_COVERED, "Not covered: " + coverage.refused().stream().map(Coverage.Module::toString)
                    .collect(Collectors.joining("; ")) + ".", coverage, "What these hand out and take back was not checked.");
        }
        if (coverage.swallowedErrors() > 0) {
            return answer(NOT_ALL_COVERED, count(coverage.swallowedErrors(), "error") + " inside the agent: not everything was checked.",
                    coverage, "This is a defect of the agent; please report it.");
        }
        return new Answer(Severity.OK.getLimit(), "Checked: " + coverage.checked() + ".", details(coverage), null);
    }

    private static Answer answer(double score, String summary, Coverage coverage, String solution) {
        return new Answer(score, summary, details(coverage), solution);
    }

    private static String details(Coverage coverage) {
        StringBuilder text = new StringBuilder();
        coverage.refused().forEach(module -> text.append("\u2022 refused: ").append(module).append(": ").append(module.refused())
                .append('\n'));
        text.append(coverage.waiting().isEmpty() ? "" : "\u2022 waited for and never met: " + coverage.waiting() + '\n');
        coverage.used().forEach(module -> text.append("\u2022 checked: ").append(module).append('\n'));
        return text.toString();
    }
}
