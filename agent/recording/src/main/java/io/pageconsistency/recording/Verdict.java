package io.pageconsistency.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The verdict on recordings.
 *
 * @param sentence the verdict in one sentence
 * @param notes what limits its reliability
 */
public record Verdict(Reason reason, String sentence, List<String> notes) {
    /** The verdict as a traffic light. */
    public enum Light {
        /** A violation. */
        RED,
        /** No violation, but something to look at. */
        AMBER,
        /** Something was checked, and nothing was found. */
        GREEN,
        /** Nothing was checked, so there is no verdict. */
        OFF
    }

    /** The reason of a verdict, the gravest first. */
    public enum Reason {
        VIOLATIONS(Light.RED),
        /** There were violations before the recordings began. */
        VIOLATIONS_BEFORE(Light.AMBER),
        NOTHING_CHECKED(Light.OFF),
        /** Leaks and suspects. */
        UNCOUNTED(Light.AMBER),
        NOT_ALL_CHECKED(Light.AMBER),
        CLEAN(Light.GREEN);

        private final Light light;

        Reason(Light light) {
            this.light = light;
        }
    }

    public Light light() {
        return reason.light;
    }

    /** @param uncounted findings that matter although they do not count as violations */
    static Verdict of(Fleet fleet, Tally uncounted) {
        List<String> notes = new ArrayList<>();
        boolean doubtful = false;
        for (JvmRecording jvm : fleet.jvms()) {
            List<String> doubts = doubts(jvm);
            doubtful |= !doubts.isEmpty();
            notes.addAll(doubts);
            if (!jvm.coverage().isStated() && jvm.coverage().isChecked()) {
                notes.add(jvm.name() + " " + Coverage.UNSTATED);
            }
        }
        long blind = fleet.jvms().stream().filter(jvm -> !jvm.coverage().isChecked()).count();
        Reason reason = reason(fleet, uncounted, blind, doubtful);
        return new Verdict(reason, sentence(reason, fleet, uncounted, blind), notes);
    }

    private static List<String> doubts(JvmRecording jvm) {
        Coverage coverage = jvm.coverage();
        List<String> doubts = new ArrayList<>();
        // The missing events may be in the lost part of a torn file.
        boolean unread = coverage.gap() == Coverage.Gap.NO_AGENT && !jvm.problems().isEmpty();
        if (coverage.doubt() != null && !unread) {
            doubts.add(jvm.name() + " " + coverage.doubt());
        }
        if (coverage.isChecked()) {
            coverage.refused().forEach(module -> doubts.add(jvm.name() + " does not cover " + module.name() + ": " + module.refused()));
        }
        if (coverage.swallowedErrors() > 0) {
            doubts.add(jvm.name() + " " + coverage.errorsInWords());
        }
        jvm.problems().forEach(problem -> doubts.add(jvm.name() + ": " + problem));
        return doubts;
    }

    private static Reason reason(Fleet fleet, Tally uncounted, long blind, boolean doubtful) {
        if (!fleet.violations().isEmpty()) {
            return Reason.VIOLATIONS;
        }
        if (!fleet.orphans().isEmpty() || fleet.violationsBefore() > 0) {
            return Reason.VIOLATIONS_BEFORE;
        }
        if (blind == fleet.jvms().size()) {
            return Reason.NOTHING_CHECKED;
        }
        return !uncounted.isEmpty() ? Reason.UNCOUNTED : blind > 0 || doubtful ? Reason.NOT_ALL_CHECKED : Reason.CLEAN;
    }

    private static String sentence(Reason reason, Fleet fleet, Tally uncounted, long blind) {
        String checked = fleet.jvms().stream().map(JvmRecording::coverage).filter(Coverage::isChecked).map(Coverage::checked).distinct()
                .collect(Collectors.joining(", "));
        int all = fleet.jvms().size();
        return switch (reason) {
            case VIOLATIONS -> fleet.violations() + (all == 1 ? "" : ", in " + where(fleet) + " of " + Amount.of(all, "JVM")) + ": "
                    + fleet.violations().kinds();
            case VIOLATIONS_BEFORE -> "violations were found before the recording began, which are not in it";
            case NOTHING_CHECKED -> "nothing was checked, so nothing can be said";
            case UNCOUNTED -> "no violation in " + checked + ", but " + uncounted.kinds();
            case NOT_ALL_CHECKED -> "no violation in " + checked
                    + (blind > 0 ? "; in " + blind + " of " + Amount.of(all, "JVM") + " nothing was checked" : "; not everything was checked");
            case CLEAN -> "no violation in " + checked;
        };
    }

    private static long where(Fleet fleet) {
        return fleet.jvms().stream()
                .filter(jvm -> fleet.violations().faults().stream().anyMatch(fault -> fault.counts().containsKey(jvm))).count();
    }
}
