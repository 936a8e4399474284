package io.pageconsistency.jmc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.pageconsistency.recording.Coverage;
import io.pageconsistency.recording.Fault;
import io.pageconsistency.recording.Fleet;
import io.pageconsistency.recording.Tally;
import io.pageconsistency.recording.Verdict;
import io.pageconsistency.recording.event.EventNames;
import io.pageconsistency.recording.event.Frame;
import io.pageconsistency.recording.finding.EarlierParty;
import io.pageconsistency.recording.finding.Finding;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit.EventAvailability;

/** Whether a pool's operation contradicted the record of its pages. */
public final class ViolationsRule extends RecordingRule {
    private static final double VIOLATED = 100;
    private static final double VIOLATED_BEFORE = 90;
    private static final double SUSPICIOUS = 40;
    /** The pool's own frames are up to fifteen. */
    private static final int FRAMES = 20;

    private static final String THE_FIRST = "The first is ";
    private static final String ADVICE = "The page Page Consistency of the outline lists them with stacks. The documentation, which is also in"
            + " page-consistency.jar, says what each kind means and what to do: {pages}";

    public ViolationsRule() {
        super("Violations", "Page Consistency", EventNames.VIOLATION, "kind");
    }

    @Override
    Answer answer(IItemCollection items, Fleet fleet, Coverage coverage) {
        Verdict verdict = fleet.verdictWithoutLeaks();
        String summary = sentence(verdict.sentence());
        return switch (verdict.reason()) {
            case VIOLATIONS -> violated(summary, fleet);
            case VIOLATIONS_BEFORE -> Answer.of(VIOLATED_BEFORE, summary).because("{notes}").with(Answer.NOTES, fleet.uncounted())
                    .advising("They are on the program's standard error, and in the file of the agent's option findings."
                            + " A recording from the start of the program, as with the agent's option recording, contains all of them.");
            default -> RulesToolkit.getEventAvailability(items, EventNames.VIOLATION) == EventAvailability.DISABLED
                    ? Answer.notApplicable("The recording was made with the event " + EventNames.VIOLATION + " switched off.")
                    : notViolated(verdict.reason(), summary, fleet.suspects(), coverage);
        };
    }

    private static Answer violated(String summary, Fleet fleet) {
        Fault first = fleet.violations().faults().get(0);
        List<String> kinds = new ArrayList<>();
        for (Tally those : fleet.violations().byKind()) {
            Finding example = those.faults().get(0).first();
            kinds.add(example.kind() + ": " + those + (example.summary().isEmpty() ? "" : ". " + sentence(example.summary())));
        }
        List<String> notes = new ArrayList<>(parties(first));
        notes.addAll(fleet.uncounted());
        return Answer.of(VIOLATED, summary)
                .because("{points}\n\n" + THE_FIRST + inOneLine(first) + ": {stack}\n{notes}").with(Answer.POINTS, kinds)
                .with(Answer.STACK, stack(first)).with(Answer.NOTES, notes)
                .advising(ADVICE).with(Answer.PAGES, pages(fleet.violations()));
    }

    private static Answer notViolated(Verdict.Reason reason, String summary, Tally suspects, Coverage coverage) {
        if (reason == Verdict.Reason.NOTHING_CHECKED) {
            return Answer.notApplicable(gap(coverage));
        }
        String limits = (coverage.refused().isEmpty() ? "" : " See Page Consistency Coverage.")
                + (coverage.isStated() ? "" : " The recording " + Coverage.UNSTATED + ".");
        if (suspects.isEmpty()) {
            return Answer.ok(summary + limits);
        }
        Fault first = suspects.faults().get(0);
        return Answer.of(SUSPICIOUS, summary + limits)
                .because("Memory came back in another object than it was handed out in; there is no other sign of a fault. " + THE_FIRST
                        + inOneLine(first) + ": {stack}\n{notes}")
                .with(Answer.STACK, stack(first)).with(Answer.NOTES, parties(first))
                .advising(ADVICE).with(Answer.PAGES, pages(suspects));
    }

    /** The first finding of a fault in one line: what, who, where and when. */
    private static String inOneLine(Fault fault) {
        Finding first = fault.first();
        return first.kind() + " #" + first.sequence() + (fault.guilty() == null ? "" : (first.isBlamed() ? " by " : " noticed by ") + fault.guilty())
                + (first.thread() == null ? "" : " on thread \"" + first.thread() + '"') + ", " + first.memory() + ", "
                + Instant.ofEpochMilli(first.time());
    }

    private static List<String> stack(Fault fault) {
        List<Frame> stack = fault.first().stack();
        Stream<String> shown = stack.stream().limit(FRAMES).map(frame -> "at " + frame);
        return (stack.size() > FRAMES ? Stream.concat(shown, Stream.of("... " + (stack.size() - FRAMES) + " more")) : shown).toList();
    }

    private static List<String> parties(Fault fault) {
        List<String> lines = new ArrayList<>();
        party("Freed by ", fault.first().freedBy(), lines);
        party("Allocated by ", fault.first().allocatedBy(), lines);
        return lines;
    }

    private static void party(String role, EarlierParty party, List<String> lines) {
        if (party != null) {
            lines.add(role + party);
        }
    }

    private static List<String> pages(Tally tally) {
        return tally.byKind().stream().map(those -> new KindPage(those.faults().get(0).kind()).command()).toList();
    }
}
