package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.life.LifeTracker;

/** Called by code woven into buffers; parameters as for {@link LifeTracker}. */
public final class LifeHooks {
    private static final LifeTracker LIVES = Checker.ofThisJvm(MethodHandles.lookup()).lives();

    private LifeHooks() {
    }

    public static void made(Object buffer) {
        LIVES.made(buffer);
    }

    /** @param known what the buffer's field has; null for nothing, or where there is no field */
    public static void begun(Object buffer, Object known) {
        if (known == null) {
            LIVES.firstBegun(buffer);
        } else {
            LIVES.begun(buffer, known);
        }
    }

    /**
     * A buffer is released.
     *
     * @param last whether its count has come to zero
     * @param known as for {@link #begun}
     */
    public static void released(boolean last, Object buffer, Object known) {
        if (last) {
            if (known == null) {
                LIVES.firstEnded(buffer);
            } else {
                LIVES.ended(buffer, known);
            }
        }
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

    public static void retainFailed(Object buffer, Throwable thrown) {
        LIVES.retainFailed(buffer, thrown);
    }

    public static void accessFailed(Object buffer, Throwable thrown) {
        LIVES.accessFailed(buffer, thrown);
    }

    /**
     * A buffer is accessed.
     *
     * @param checks whether the library looks at its count
     */
    public static void accessing(Object buffer, boolean checks, int count) {
        if (!checks && count == 0) {
            LIVES.accessedDead(buffer);
        }
    }
}
