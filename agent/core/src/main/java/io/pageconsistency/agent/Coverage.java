package io.pageconsistency.agent;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.agent.weaving.ModuleStatus;

/** Says what was not checked: without it, the finding of nothing could mean anything. */
final class Coverage {
    private Coverage() {
    }

    /**
     * One line for each kind of blindness; none for a run in which everything was seen.
     *
     * @param untracked operations on memory of which no region is known
     * @param statuses all modules with all copies of their libraries
     */
    static List<String> gaps(long untracked, List<ModuleStatus> statuses) {
        List<String> lines = new ArrayList<>();
        if (untracked > 0) {
            lines.add("at exit: " + untracked + (untracked == 1 ? " operation was" : " operations were")
                    + " not checked, on memory whose beginning the agent did not see");
        }
        if (statuses.stream().noneMatch(status -> status.woven() > 0)) {
            lines.add("at exit: nothing was checked, because no allocator that is watched was met");
        }
        return lines;
    }
}
