package io.pageconsistency.workloads;

import io.pageconsistency.PageConsistency;

/**
 * A program's last line: what it did, and what the agent's own counters say about it.
 *
 * <p>{@code OUTCOME key=value key=value}, keys and values without blanks.
 */
final class Outcome {
    private final StringBuilder line = new StringBuilder("OUTCOME");

    Outcome with(String key, Object value) {
        line.append(' ').append(key).append('=').append(value);
        return this;
    }

    /** Prints the line; to be called when nothing of the program's allocates any more. */
    void print() {
        with("active", PageConsistency.isActive());
        with("violations", PageConsistency.violations());
        with("followUps", PageConsistency.followUps());
        with("suspects", PageConsistency.suspects());
        with("leaks", PageConsistency.leaks());
        with("pagesHeld", PageConsistency.pagesHeld());
        with("untracked", Insides.checker().regions().untracked());
        with("swallowedErrors", PageConsistency.swallowedErrors());
        Throwable error = PageConsistency.firstSwallowedError();
        if (error != null) {
            error.printStackTrace();
        }
        printWithoutAgent();
    }

    /** The same where the agent is not there, or not any more. */
    void printWithoutAgent() {
        System.out.println(line);
    }
}
