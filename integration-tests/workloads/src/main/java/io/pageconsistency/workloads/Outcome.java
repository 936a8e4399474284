package io.pageconsistency.workloads;

import java.util.LinkedHashMap;
import java.util.Map;

import io.pageconsistency.PageConsistency;

/**
 * A program's last line: what it did, and what the agent's own counters say about it.
 *
 * <p>{@code OUTCOME key=value key=value}, keys and values without blanks.
 */
final class Outcome {
    /** What had been counted when this program began, where it is not the first in its virtual machine. */
    private static Map<String, Long> before = Map.of();

    private final StringBuilder line = new StringBuilder("OUTCOME");

    /** A program begins: only what is counted from now on is its own. */
    static void begin() {
        before = counted();
    }

    private static Map<String, Long> counted() {
        Map<String, Long> counted = new LinkedHashMap<>();
        counted.put("violations", PageConsistency.violations());
        counted.put("followUps", PageConsistency.followUps());
        counted.put("suspects", PageConsistency.suspects());
        counted.put("leaks", PageConsistency.leaks());
        counted.put("handedOut", PageConsistency.allocations());
        counted.put("pagesHeld", PageConsistency.pagesHeld());
        counted.put("untracked", Insides.checker().regions().untracked());
        counted.put("swallowedErrors", PageConsistency.swallowedErrors());
        return counted;
    }

    Outcome with(String key, Object value) {
        line.append(' ').append(key).append('=').append(value);
        return this;
    }

    /** Prints the line; to be called when nothing of the program's allocates any more. */
    void print() {
        with("active", PageConsistency.isActive());
        counted().forEach((key, count) -> with(key, count - before.getOrDefault(key, 0L)));
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
