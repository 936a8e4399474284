package io.pageconsistency.workloads;

import java.lang.reflect.Field;

import io.pageconsistency.hooks.Checker;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.nativememory.NativeMemory;

/** Access to the agent's own record. The agent has no method for that, so this uses reflection past all access checks. */
final class Insides {
    private Insides() {
    }

    static Ledger ledger() {
        return checker().ledger();
    }

    static NativeMemory nativeMemory() {
        return checker().nativeMemory();
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
