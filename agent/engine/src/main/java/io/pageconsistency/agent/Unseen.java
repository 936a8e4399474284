package io.pageconsistency.agent;

import java.util.ArrayList;
import java.util.List;

/**
 * What was not checked in copies of libraries that are covered.
 *
 * @param untracked number of operations on memory of no known region
 * @param ignored number of findings about memory of pools that had been collected
 * @param forgetful whether some objects in which memory was handed out are no longer on record
 * @param freesInDoubt whether a second free of native memory no longer proves a fault
 * @param errors number of errors inside the agent, each of which may have kept something from being checked
 * @param unhooked whether the hooks were removed because of too many errors
 */
record Unseen(long untracked, long ignored, boolean forgetful, boolean freesInDoubt, long errors, boolean unhooked) {
    /** What is not checked if there were more objects than the record keeps. */
    static final String FORGETFUL = "whether memory is given back by an earlier holder: too many objects are in use to remember all"
            + " earlier ones";
    static final String FREES_IN_DOUBT = "whether native memory is freed twice: the JDK frees many blocks that it did not allocate, so an"
            + " address may have been given out again without the agent's notice";

    /** Returns one line for each kind of thing that was not checked. Errors are reported separately. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (unhooked) {
            lines.add("anything, since there were " + errors + " errors inside the agent: its hooks were taken out");
        }
        if (untracked > 0) {
            lines.add(operations());
        }
        if (ignored > 0) {
            lines.add("memory of pools that had been garbage-collected: " + ignored
                    + (ignored == 1 ? " finding was" : " findings were") + " ignored");
        }
        if (forgetful) {
            lines.add(FORGETFUL);
        }
        if (freesInDoubt) {
            lines.add(FREES_IN_DOUBT);
        }
        return lines;
    }

    /** Returns what the agent should have checked, whatever the program does, and did not check. */
    List<String> failures() {
        List<String> reasons = new ArrayList<>();
        if (errors > 0) {
            reasons.add("not checked: what " + errors + (errors == 1 ? " error" : " errors") + " inside the agent interrupted");
        }
        if (untracked > 0) {
            reasons.add("not checked: " + operations());
        }
        return reasons;
    }

    /** Returns the same as {@link #lines}, plus the errors, in a few words each. */
    List<String> inShort() {
        List<String> reasons = new ArrayList<>();
        if (unhooked) {
            reasons.add("the hooks were taken out");
        }
        if (errors > 0) {
            reasons.add(errors + (errors == 1 ? " error" : " errors") + " inside the agent");
        }
        if (untracked > 0) {
            reasons.add(untracked + (untracked == 1 ? " operation" : " operations") + " on unknown memory");
        }
        if (ignored > 0) {
            reasons.add(ignored + (ignored == 1 ? " finding" : " findings") + " ignored");
        }
        if (forgetful) {
            reasons.add("too many objects to remember");
        }
        return reasons;
    }

    private String operations() {
        return untracked + (untracked == 1 ? " operation" : " operations") + " on memory that the agent did not see being allocated";
    }
}
