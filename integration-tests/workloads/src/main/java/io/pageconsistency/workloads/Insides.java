package io.pageconsistency.workloads;

import java.lang.reflect.Field;

import io.pageconsistency.ground.Ground;
import io.pageconsistency.ledger.Ledger;

/** The agent's own record, which it shows to no application: by reflection past all access checks. */
final class Insides {
    private Insides() {
    }

    static Ledger ledger() {
        return (Ledger) ofThisJvm(Ledger.class);
    }

    static Ground ground() {
        return (Ground) ofThisJvm(Ground.class);
    }

    private static Object ofThisJvm(Class<?> type) {
        try {
            Field field = type.getDeclaredField("OF_THIS_JVM");
            field.setAccessible(true);
            return field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
