package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.life.LifeTracker;

/** Called by code woven into buffers; parameters as for {@link LifeTracker}. */
public final class LifeHooks {
    private static final LifeTracker LIVES = Checker.ofThisJvm(MethodHandles.lookup()).lives();

    private LifeHooks() {
    }

    public static Object made(Object buffer) {
        return LIVES.made(buffer);
    }

    public static void begun(Object buffer, Object known) {
        LIVES.begun(buffer, known);
    }

    public static Object firstBegun(Object buffer) {
        return LIVES.firstBegun(buffer);
    }

    public static void ended(Object buffer, Object known) {
        LIVES.ended(buffer, known);
    }

    public static void wronglyEnded(Object buffer, int violation) {
        LIVES.wronglyEnded(buffer, violation);
    }

    public static Object firstEnded(Object buffer) {
        return LIVES.firstEnded(buffer);
    }

    public static void derived(Object buffer, Object from) {
        LIVES.derived(buffer, from);
    }

    public static boolean withholds(Object object) {
        return LIVES.withholds(object);
    }

    public static void releaseFailed(Object buffer, Throwable thrown) {
        LIVES.releaseFailed(buffer, thrown);
    }

    public static void notOfTheBuffer(Throwable thrown) {
        LIVES.notOfTheBuffer(thrown);
    }

    public static void retainFailed(Object buffer, Throwable thrown) {
        LIVES.retainFailed(buffer, thrown);
    }

    public static void accessFailed(Object buffer, Throwable thrown) {
        LIVES.accessFailed(buffer, thrown);
    }

    public static void accessedDead(Object buffer) {
        LIVES.accessedDead(buffer);
    }
}
