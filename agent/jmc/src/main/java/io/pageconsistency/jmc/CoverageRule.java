package io.pageconsistency.jmc;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.recording.Coverage;
import io.pageconsistency.recording.Fleet;
import io.pageconsistency.recording.event.EventNames;
import org.openjdk.jmc.common.item.IItemCollection;

/** Whether the agent was active but hooked nothing, or not everything. Then the absence of findings means little. */
public final class CoverageRule extends RecordingRule {
    private static final double NOTHING_HOOKED = 100;
    private static final double NOTHING_SEEN = 80;
    private static final double NOT_ALL_COVERED = 75;

    public CoverageRule() {
        super("Coverage", "Page Consistency Coverage", EventNames.AGENT_STATUS, "module");
    }

    @Override
    Answer answer(IItemCollection items, Fleet fleet, Coverage coverage) {
        if (!coverage.isStated()) {
            return Answer.notApplicable("The recording " + Coverage.UNSTATED + ".");
        }
        return answer(coverage).because("{points}").with(Answer.POINTS, details(coverage));
    }

    private static Answer answer(Coverage coverage) {
        return switch (coverage.gap()) {
            case NO_AGENT, NOTHING_SAID -> Answer.notApplicable(gap(coverage));
            case NOTHING_HOOKED -> Answer.of(NOTHING_HOOKED, gap(coverage))
                    .advising("Each refused copy of a library is listed with the reason."
                            + " To check a pool of your own, describe it in a file for the agent's option pools.");
            case NOTHING_SEEN -> Answer.of(NOTHING_SEEN, gap(coverage))
                    .advising("The program did not use that allocator during the recording, or it uses another one.");
            case REFUSALS -> Answer.of(NOT_ALL_COVERED, gap(coverage)).advising("The memory of these libraries was not checked.");
            case ERRORS -> Answer.of(NOT_ALL_COVERED, gap(coverage)).advising("This is a defect of the agent; please report it.");
            case NONE -> Answer.ok("Checked: " + coverage.checked() + ".");
        };
    }

    private static List<String> details(Coverage coverage) {
        List<String> lines = new ArrayList<>();
        coverage.refused().forEach(module -> lines.add("refused: " + module.name() + ": " + module.refused()));
        if (!coverage.waiting().isEmpty()) {
            lines.add("not loaded by the program: " + coverage.waiting());
        }
        coverage.used().forEach(module -> lines.add("checked: " + module.name()));
        return lines;
    }
}
