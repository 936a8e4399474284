package io.pageconsistency;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.hooks.Checker;

/**
 * The checker that woven code, and what a program asks, reaches. Static by nature, so tests of those share it: each clears it first and
 * then counts from zero what it is told itself. All other tests make a checker of their own.
 */
final class ThisJvm {
    private ThisJvm() {
    }

    static Checker cleared() {
        Checker checker = Checker.ofThisJvm(MethodHandles.lookup());
        checker.regions().uninstall();
        checker.ledger().clear();
        return checker;
    }
}
