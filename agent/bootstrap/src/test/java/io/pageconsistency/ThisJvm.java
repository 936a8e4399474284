package io.pageconsistency;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.hooks.Checker;

/**
 * The checker that woven code and the static API reach. It is static, so the tests that use it share it: each clears it first. All
 * other tests create a checker of their own.
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
