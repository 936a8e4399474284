package io.pageconsistency.jmc;

import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit.EventAvailability;

/** Whether a pool's operation contradicted the record of its pages. */
public final class ViolationsRule extends RecordingRule {
    private static final double VIOLATED = 100;
    /** Something is wrong, and what it is, is not in the recording. */
    private static final double VIOLATED_BEFORE = 90;
    private static final double SUSPICIOUS = 40;

    public ViolationsRule() {
        super("Violations", "Page Consistency", RecordedItem.VIOLATION, "kind");
    }

    @Override
    Answer judge(IItemCollection items, Coverage coverage) {
        Findings findings = Findings.of(items);
        Findings violations = findings.violations();
        if (!violations.isEmpty()) {
            return violated(violations, findings, coverage);
        }
        if (coverage.violationsBefore() > 0 || !findings.followUps().isEmpty()) {
            return violatedBefore(findings, coverage);
        }
        if (RulesToolkit.getEventAvailability(items, RecordedItem.VIOLATION) == EventAvailability.DISABLED) {
            return Answer.notApplicable("The recording was made with the event " + RecordedItem.VIOLATION + " switched off.");
        }
        if (!coverage.isAnythingChecked()) {
            return Answer.notApplicable("Nothing was checked: the agent was on, but no operation of a pool that it watches was seen.");
        }
        return clean(findings.suspects(), coverage);
    }

    private static Answer violated(Findings violations, Findings findings, Coverage coverage) {
        StringBuilder text = new StringBuilder();
        for (Findings those : violations.byKind()) {
            String kind = those.first().kind();
            text.append("\u2022 ").append(kind).append(": ").append(count(those.size(), "violation")).append(" of ")
                    .append(count(those.byFault().size(), "fault")).append(". ").append(new KindPage(kind).meaning()).append('\n');
        }
        text.append("\nThe first is ").append(violations.first().spelledOut()).append('\n');
        text.append(aside(findings, coverage));
        if (findings.isThinnedOut()) {
            text.append("\nOf a fault that is met very often not each finding is recorded; the field repeat has the true number.");
        }
        return new Answer(VIOLATED, count(violations.size(), "violation") + " of " + count(violations.byFault().size(), "fault") + ": "
                + violations.counts() + ".", text.toString(), advice(violations));
    }

    private static Answer violatedBefore(Findings findings, Coverage coverage) {
        return new Answer(VIOLATED_BEFORE, "Violations were found before the recording began, which are not in it.",
                aside(findings, coverage).strip(),
                "They are on standard error of the program, and in the file that the agent's option findings names."
                        + " A recording that begins with the program, as with the agent's option recording, has all of them.");
    }

    private static Answer clean(Findings suspects, Coverage coverage) {
        String limits = (coverage.refused().isEmpty() ? "" : " Not everything was covered: see Page Consistency Coverage.")
                + (coverage.isStated() ? "" : " The recording ends before the agent said what it covers.");
        if (suspects.isEmpty()) {
            return Answer.ok("No violation in " + coverage.checked() + "." + limits);
        }
        return new Answer(SUSPICIOUS, "No violation, but " + count(suspects.size(), "suspect") + ": " + suspects.counts() + "." + limits,
                "Memory came back in another object than it was handed out in, and nothing else speaks for a fault.\n\nThe first is "
                        + suspects.first().spelledOut(), advice(suspects));
    }

    /** What is in no count. */
    private static String aside(Findings findings, Coverage coverage) {
        StringBuilder text = new StringBuilder();
        int followUps = findings.followUps().size();
        if (followUps > 0) {
            text.append('\n').append(count(followUps, "further finding")).append(" only follow").append(followUps == 1 ? "s" : "")
                    .append(" from an earlier violation: cause is not sequence.");
        }
        if (coverage.violationsBefore() > 0) {
            text.append('\n').append(count(coverage.violationsBefore(), "violation")).append(" had been found before the recording began.");
        }
        if (!findings.violations().isEmpty() && !findings.suspects().isEmpty()) {
            text.append('\n').append(count(findings.suspects().size(), "suspect")).append(" not counted.");
        }
        return text.toString();
    }

    private static String advice(Findings findings) {
        StringBuilder text = new StringBuilder("The page Page Consistency of the outline lists them, with stacks."
                + " What each kind means and what to do is in the documentation, which page-consistency.jar has too:");
        findings.byKind().forEach(those -> text.append("\n    unzip -p page-consistency.jar ")
                .append(new KindPage(those.first().kind()).name()));
        return text.toString();
    }
}
