package io.pageconsistency.agent;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.pageconsistency.agent.instrument.ModuleStatus;
import io.pageconsistency.nativememory.NativeMemory;
import io.pageconsistency.report.Reports;

/** Says what was not checked. Without this, a run without findings would prove nothing. */
final class Coverage {
    /** Aligned with the labels of the summary, which is printed together with these lines. */
    private static final String LABEL = "  not checked   ";

    private Coverage() {
    }

    /**
     * Returns one line for each kind of thing that was not checked; an empty list if everything was checked.
     *
     * @param statuses all modules with all copies of their libraries
     * @param unmet descriptions that matched no class
     */
    static List<String> gaps(Unseen unseen, List<ModuleStatus> statuses, List<String> unmet) {
        List<String> lines = unseen.lines();
        lines.addAll(unmet);
        if (nothing(statuses)) {
            lines.add("everything: the program used no allocator that the agent knows; pools=<file> describes a pool of your own");
        }
        return labelled(lines);
    }

    /** Returns the lines with the same label as those of {@link #gaps}. */
    static List<String> labelled(List<String> lines) {
        List<String> all = new ArrayList<>(lines);
        all.replaceAll(LABEL::concat);
        return all;
    }

    /** Returns the same as {@link #gaps} for a run that is not over. It also names the copies of libraries that were refused. */
    static List<String> unchecked(Unseen unseen, List<ModuleStatus> statuses) {
        List<String> lines = uncovered(statuses, List.of());
        lines.addAll(unseen.lines());
        return lines;
    }

    /**
     * Returns the reasons why a run proves nothing. The list is empty if at least one allocator was used and everything that was
     * met was covered and checked.
     */
    static List<String> failures(Unseen unseen, List<ModuleStatus> statuses, List<String> unmet) {
        List<String> reasons = uncovered(statuses, unmet);
        reasons.addAll(unseen.failures());
        return reasons;
    }

    /** Returns what was used and not checked, in a few words each. A run with an entry here proves nothing. */
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

    /** Returns the number of violations in words, or null if there were none. */
    static String violations(Reports reports) {
        long violations = reports.violations();
        return violations == 0 ? null : "there " + (violations == 1 ? "was 1 violation" : "were " + violations + " violations");
    }

    /** Returns the names of the modules that watch a pool. The module for native memory is not one of them. */
    static List<String> covered(List<ModuleStatus> statuses) {
        return statuses.stream().filter(status -> status.woven() > 0 && status.refusal() == null
                && !status.module().equals(NativeMemory.NAME)).map(ModuleStatus::module).distinct().toList();
    }

    private static boolean nothing(List<ModuleStatus> statuses) {
        return covered(statuses).isEmpty();
    }
}
