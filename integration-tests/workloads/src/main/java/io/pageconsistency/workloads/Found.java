package io.pageconsistency.workloads;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationListener;

/** Prints every finding that the program's listener receives: {@code FOUND sequence cause kind operation}. */
final class Found {
    private Found() {
    }

    /** Prints the findings while an action runs. */
    static void during(Runnable action) {
        ViolationListener listener = Found::print;
        PageConsistency.addListener(listener);
        action.run();
        PageConsistency.removeListener(listener);
    }

    private static void print(Violation violation) {
        System.out.println("FOUND " + violation.sequence() + ' ' + violation.cause() + ' ' + violation.kind() + ' '
                + violation.operation().label());
    }
}
