package io.pageconsistency.workloads;

import java.util.LinkedHashMap;
import java.util.Map;

import io.pageconsistency.PageConsistency;

/**
 * The last line of a program: what it did, and the agent's own counters.
 *
 * <p>{@code OUTCOME key=value key=value}, with keys and values without blanks.
 */
final class Outcome {
    /** The counts when this program began, if it is not the first in its virtual machine. */
    private static Map<String, Long> before = Map.of();

    private final StringBuilder line = new StringBuilder("OUTCOME");

    /** Begins a program: only later counts belong to it. */
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

    /** Prints the line. Call this when no thread of the program allocates any more. */
    void print() {
        with("active", PageConsistency.isActive());
        counted().forEach((key, count) -> with(key, count - before.getOrDefault(key, 0L)));
        Throwable error = PageConsistency.firstSwallowedError();
        if (error != null) {
            error.printStackTrace();
        }
        printWithoutAgent();
    }

    /** Prints the line without the agent's counters, because the agent is not active. */
    void printWithoutAgent() {
        System.out.println(line);
    }
}
