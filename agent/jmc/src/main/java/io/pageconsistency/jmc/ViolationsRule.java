package io.pageconsistency.jmc;

import java.util.ArrayList;
import java.util.List;

import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit.EventAvailability;

/** Whether a pool's operation contradicted the record of its pages. */
public final class ViolationsRule extends RecordingRule {
    private static final double VIOLATED = 100;
    /** Something is wrong, and what it is, is not in the recording. */
    private static final double VIOLATED_BEFORE = 90;
    private static final double SUSPICIOUS = 40;

    private static final String THE_FIRST = "The first is ";
    private static final String ADVICE = "The page Page Consistency of the outline lists them with stacks. What each kind means and what to do"
            + " is in the documentation, which page-consistency.jar has too: {pages}";

    public ViolationsRule() {
        super("Violations", "Page Consistency", RecordedItem.VIOLATION, "kind");
    }

    @Override
    Answer judge(IItemCollection items, Coverage coverage) {
        Findings findings = Findings.of(items);
        if (!findings.violations().isEmpty()) {
            return violated(findings, coverage);
        }
        if (coverage.violationsBefore() > 0 || !findings.followUps().isEmpty()) {
            return violatedBefore(findings, coverage);
        }
        if (RulesToolkit.getEventAvailability(items, RecordedItem.VIOLATION) == EventAvailability.DISABLED) {
            return Answer.notApplicable("The recording was made with the event " + RecordedItem.VIOLATION + " switched off.");
        }
        return coverage.isAnythingChecked() ? clean(findings.suspects(), coverage) : Answer.notApplicable(UNCHECKED);
    }

    private static Answer violated(Findings findings, Coverage coverage) {
        Findings violations = findings.violations();
        List<String> kinds = new ArrayList<>();
        for (Findings those : violations.byKind()) {
            String kind = those.first().kind();
            kinds.add(kind + ": " + count(those.size(), "violation") + " of " + count(those.byFault().size(), "fault") + ". "
                    + new KindPage(kind).meaning());
        }
        List<String> notes = new ArrayList<>(violations.first().parties());
        notes.addAll(uncounted(findings, coverage));
        if (findings.isThinnedOut()) {
            notes.add("Of a fault that is met very often not each finding is recorded; the field repeat has the true number.");
        }
        return Answer.of(VIOLATED, count(violations.size(), "violation") + " of " + count(violations.byFault().size(), "fault") + ": "
                + violations.counts() + ".")
                .because("{points}\n\n" + THE_FIRST + violations.first().inOneLine() + ": {stack}\n{notes}").with(Answer.POINTS, kinds)
                .with(Answer.STACK, violations.first().stackLines()).with(Answer.NOTES, notes)
                .advising(ADVICE).with(Answer.PAGES, pages(violations));
    }

    private static Answer violatedBefore(Findings findings, Coverage coverage) {
        return Answer.of(VIOLATED_BEFORE, "Violations were found before the recording began, which are not in it.")
                .because("{notes}").with(Answer.NOTES, uncounted(findings, coverage))
                .advising("They are on standard error of the program, and in the file that the agent's option findings names."
                        + " A recording that begins with the program, as with the agent's option recording, has all of them.");
    }

    private static Answer clean(Findings suspects, Coverage coverage) {
        String limits = (coverage.refused().isEmpty() ? "" : " Not everything was covered: see Page Consistency Coverage.")
                + (coverage.isStated() ? "" : " The recording ends before the agent said what it covers.");
        if (suspects.isEmpty()) {
            return Answer.ok("No violation in " + coverage.checked() + "." + limits);
        }
        return Answer.of(SUSPICIOUS, "No violation, but " + count(suspects.size(), "suspect") + ": " + suspects.counts() + "." + limits)
                .because("Memory came back in another object than it was handed out in, and nothing else speaks for a fault. " + THE_FIRST
                        + suspects.first().inOneLine() + ": {stack}\n{notes}")
                .with(Answer.STACK, suspects.first().stackLines()).with(Answer.NOTES, suspects.first().parties())
                .advising(ADVICE).with(Answer.PAGES, pages(suspects));
    }

    /** What is in no count, a line each. */
    private static List<String> uncounted(Findings findings, Coverage coverage) {
        List<String> notes = new ArrayList<>();
        int followUps = findings.followUps().size();
        if (followUps > 0) {
            notes.add(count(followUps, "further finding") + " only follow" + (followUps == 1 ? "s" : "")
                    + " from an earlier violation: cause is not sequence.");
        }
        if (coverage.violationsBefore() > 0) {
            notes.add(count(coverage.violationsBefore(), "violation") + " had been found before the recording began.");
        }
        if (!findings.suspects().isEmpty()) {
            notes.add(count(findings.suspects().size(), "suspect") + " not counted.");
        }
        return notes;
    }

    private static List<String> pages(Findings findings) {
        return findings.byKind().stream().map(those -> new KindPage(those.first().kind()).command()).toList();
    }
}
