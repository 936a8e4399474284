package io.pageconsistency.workloads;

import java.lang.reflect.Field;

import io.pageconsistency.ground.Ground;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.ledger.Ledger;

/** The agent's own record, which it shows to no application: by reflection past all access checks. */
final class Insides {
    private Insides() {
    }

    static Ledger ledger() {
        return checker().ledger();
    }

    static Ground ground() {
        return checker().ground();
    }

    static Checker checker() {
        try {
            Field field = Checker.class.getDeclaredField("OF_THIS_JVM");
            field.setAccessible(true);
            return (Checker) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
