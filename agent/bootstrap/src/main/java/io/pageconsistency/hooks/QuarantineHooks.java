package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.tracking.QuarantineTracker;

/**
 * Called by code woven into a pool where it gets memory back, while a quarantine is on; parameters as for
 * {@link QuarantineTracker}.
 */
public final class QuarantineHooks {
    private static final QuarantineTracker QUARANTINE = Checker.ofThisJvm(MethodHandles.lookup()).quarantineTracker();

    private QuarantineHooks() {
    }

    public static boolean keep(Object pool, Object owner, long page, long count, int slot, long ticket, long length) {
        return QUARANTINE.keep(pool, owner, page, count, slot, ticket, length);
    }

    public static void allocating() {
        QUARANTINE.allocating();
    }

    public static void allocated() {
        QUARANTINE.allocated();
    }

    public static Throwable growing(Object pool) {
        return QUARANTINE.growing(pool);
    }

    public static boolean makesRoom(Object pool, Throwable thrown, boolean again) {
        return QUARANTINE.makesRoom(pool, thrown, again);
    }
}
