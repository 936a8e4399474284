package io.pageconsistency.recipes;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.ViolationKind;

/** The last line of a program: the agent's counters. */
final class Outcome {
    private Outcome() {
    }

    static void print() {
        StringBuilder kinds = new StringBuilder();
        for (ViolationKind kind : ViolationKind.values()) {
            if (PageConsistency.violations(kind) > 0) {
                kinds.append(kinds.length() == 0 ? "" : "+").append(PageConsistency.violations(kind)).append(kind);
            }
        }
        System.out.println("OUTCOME found=" + (kinds.length() == 0 ? "nothing" : kinds) + " held=" + PageConsistency.pagesHeld()
                + " handOuts=" + PageConsistency.allocations() + " leaks=" + PageConsistency.leaks()
                + " swallowed=" + PageConsistency.swallowedErrors());
        System.out.flush();
    }
}
