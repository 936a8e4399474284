package io.pageconsistency.agent;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.pageconsistency.agent.instrument.ModuleStatus;
import io.pageconsistency.nativememory.NativeMemory;
import io.pageconsistency.report.Reports;

/** Says what was not checked: without it, the finding of nothing could mean anything. */
final class Coverage {
    /** In line with those of the summary they are printed with. */
    private static final String LABEL = "  not checked   ";

    private Coverage() {
    }

    /**
     * One line for each kind of blindness; none for a run in which everything was seen.
     *
     * @param statuses all modules with all copies of their libraries
     * @param unmet descriptions for which there was nothing
     */
    static List<String> gaps(Unseen unseen, List<ModuleStatus> statuses, List<String> unmet) {
        List<String> lines = unseen.lines();
        lines.addAll(unmet);
        if (nothing(statuses)) {
            lines.add("everything: the program used no allocator that the agent knows; pools=<file> describes a pool of your own");
        }
        return labelled(lines);
    }

    /** In line with those of {@link #gaps}. */
    static List<String> labelled(List<String> lines) {
        List<String> all = new ArrayList<>(lines);
        all.replaceAll(LABEL::concat);
        return all;
    }

    /** The same for a run that goes on, in which refused copies of libraries are named as well. */
    static List<String> unchecked(Unseen unseen, List<ModuleStatus> statuses) {
        List<String> lines = uncovered(statuses, List.of());
        lines.addAll(unseen.lines());
        return lines;
    }

    /** Why a run does not prove anything; none where all that was met was covered and checked, and something was. */
    static List<String> failures(Unseen unseen, List<ModuleStatus> statuses, List<String> unmet) {
        List<String> reasons = uncovered(statuses, unmet);
        reasons.addAll(unseen.failures());
        return reasons;
    }

    /**
     * What was used and not checked, in a few words each: a run in which there is any has not proved anything.
     */
    static List<String> blindness(Unseen unseen, List<ModuleStatus> statuses) {
        Set<String> reasons = new LinkedHashSet<>();
        for (ModuleStatus status : statuses) {
            if (status.refusal() != null) {
                reasons.add(status.module() + " not covered");
            }
        }
        if (reasons.isEmpty() && nothing(statuses)) {
            reasons.add("no known allocator was used");
        }
        reasons.addAll(unseen.inShort());
        return List.copyOf(reasons);
    }

    private static List<String> uncovered(List<ModuleStatus> statuses, List<String> unmet) {
        List<String> reasons = new ArrayList<>(unmet);
        for (ModuleStatus status : statuses) {
            if (status.refusal() != null) {
                reasons.add(status.module() + " does not cover " + status.where() + ": " + status.refusal());
            }
        }
        if (reasons.isEmpty() && nothing(statuses)) {
            reasons.add("no known allocator was used");
        }
        return reasons;
    }

    /** How many violations there were, or null for none. */
    static String violations(Reports reports) {
        long violations = reports.violations();
        return violations == 0 ? null : "there " + (violations == 1 ? "was 1 violation" : "were " + violations + " violations");
    }

    /** The modules that watch something. What lies below the pools is no pool. */
    static List<String> covered(List<ModuleStatus> statuses) {
        return statuses.stream().filter(status -> status.woven() > 0 && status.refusal() == null
                && !status.module().equals(NativeMemory.NAME)).map(ModuleStatus::module).distinct().toList();
    }

    private static boolean nothing(List<ModuleStatus> statuses) {
        return covered(statuses).isEmpty();
    }
}
