package io.pageconsistency.agent;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.agent.weaving.ModuleStatus;
import io.pageconsistency.ground.Ground;
import io.pageconsistency.ledger.Reports;

/** Says what was not checked: without it, the finding of nothing could mean anything. */
final class Coverage {
    /** In line with those of the summary they are printed with. */
    private static final String LABEL = "  not checked   ";

    /** What is not checked where there are more objects on record than are kept. */
    static final String FORGETFUL = "who gives memory back that has meanwhile been handed to another: so many objects are in use"
            + " that not all earlier ones are on record";

    private Coverage() {
    }

    /**
     * One line for each kind of blindness; none for a run in which everything was seen.
     *
     * @param untracked operations on memory of which no region is known
     * @param ignored findings about memory of pools that had been collected
     * @param forgetful whether not all objects in which memory was handed out are on record
     * @param statuses all modules with all copies of their libraries
     * @param unmet descriptions for which there was nothing
     */
    static List<String> gaps(long untracked, long ignored, boolean forgetful, List<ModuleStatus> statuses, List<String> unmet) {
        List<String> lines = unseen(untracked, ignored, forgetful);
        lines.addAll(unmet);
        if (nothing(statuses)) {
            lines.add("anything at all: no allocator that is watched was met");
        }
        lines.replaceAll(LABEL::concat);
        return lines;
    }

    /** The same for a run that goes on, in which refused copies of libraries are named as well. */
    static List<String> unchecked(long untracked, long ignored, boolean forgetful, List<ModuleStatus> statuses) {
        List<String> lines = failures(statuses, List.of());
        lines.addAll(unseen(untracked, ignored, forgetful));
        return lines;
    }

    private static List<String> unseen(long untracked, long ignored, boolean forgetful) {
        List<String> lines = new ArrayList<>();
        if (untracked > 0) {
            lines.add(untracked + (untracked == 1 ? " operation" : " operations")
                    + " on memory whose beginning the agent did not see");
        }
        if (ignored > 0) {
            lines.add("what became of memory of pools that had been collected: " + ignored
                    + (ignored == 1 ? " finding was" : " findings were") + " ignored");
        }
        if (forgetful) {
            lines.add(FORGETFUL);
        }
        return lines;
    }

    /** Why a run does not prove anything; none where all that was met was covered, and something was. */
    static List<String> failures(List<ModuleStatus> statuses, List<String> unmet) {
        List<String> reasons = new ArrayList<>(unmet);
        for (ModuleStatus status : statuses) {
            if (status.refusal() != null) {
                reasons.add(status.module() + " does not cover " + status.where() + ": " + status.refusal());
            }
        }
        if (reasons.isEmpty() && nothing(statuses)) {
            reasons.add("no allocator that is watched was met");
        }
        return reasons;
    }

    /** How many violations there were, or null for none. */
    static String violations(Reports reports) {
        long violations = reports.violations();
        return violations == 0 ? null : "there " + (violations == 1 ? "was 1 violation" : "were " + violations + " violations");
    }

    /** What lies below the pools is no pool. */
    private static boolean nothing(List<ModuleStatus> statuses) {
        return statuses.stream().noneMatch(status -> status.woven() > 0 && status.refusal() == null
                && !status.module().equals(Ground.NAME));
    }
}
