package io.pageconsistency.workloads;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.Violation;

/** Prints every finding as the program's own listener is told of it: {@code FOUND sequence cause kind operation}. */
final class Found {
    private Found() {
    }

    static void print() {
        PageConsistency.addListener(Found::print);
    }

    private static void print(Violation violation) {
        System.out.println("FOUND " + violation.sequence() + ' ' + violation.cause() + ' ' + violation.kind() + ' '
                + violation.operation().label());
    }
}
