package io.pageconsistency.life;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.report.Reports;

/**
 * What woven code calls in buffers.
 *
 * <p>Each takes what is at the place for the buffer's {@link Lives}; who finds null there calls the method {@code first…}, and keeps
 * what that returns. Nothing thrown in here reaches the application: it is swallowed and counted. A healthy operation takes no
 * lock and allocates nothing but stacks and, once for each object, its lives.
 */
public final class LifeHooks {
    private static final Reports REPORTS = Ledger.ofThisJvm(MethodHandles.lookup()).reports();
    private static final BufferLives LIVES = BufferLives.ofThisJvm();
    private static final Handles HANDLES = LIVES.handles();

    private LifeHooks() {
    }

    /** A buffer was made. What a pool makes it hands out later; of others this is the hand-out. */
    public static Object made(Object buffer) {
        try {
            if (LIVES.isAttentive()) {
                return firstBegun(buffer);
            }
        } catch (Throwable e) {
            REPORTS.swallow(e);
        }
        return null;
    }

    /** Somebody got a buffer. */
    public static void begun(Object buffer, Object known) {
        try {
            Lives lives = (Lives) known;
            lives.begin(Moment.now());
            if (LIVES.isAttentive()) {
                LIVES.begun(buffer, lives);
            }
        } catch (Throwable e) {
            REPORTS.swallow(e);
        }
    }

    public static Object firstBegun(Object buffer) {
        try {
            Lives lives = LIVES.first(buffer);
            if (lives != null) {
                begun(buffer, lives);
            }
            return lives;
        } catch (Throwable e) {
            REPORTS.swallow(e);
            return null;
        }
    }

    /** A buffer's count has come to zero; what it holds is about to go back. */
    public static void ended(Object buffer, Object known) {
        try {
            Lives lives = (Lives) known;
            lives.end(Moment.now());
            if (LIVES.isAttentive() || lives.isWithheld()) {
                LIVES.ended(lives);
            }
        } catch (Throwable e) {
            REPORTS.swallow(e);
        }
    }

    /**
     * The same, where that was wrong.
     *
     * @param violation its sequence
     */
    public static void wronglyEnded(Object buffer, int violation) {
        try {
            Lives lives = LIVES.of(buffer);
            if (lives != null) {
                lives.endedBy(violation);
            }
        } catch (Throwable e) {
            REPORTS.swallow(e);
        }
    }

    public static Object firstEnded(Object buffer) {
        try {
            Lives lives = LIVES.first(buffer);
            if (lives != null) {
                ended(buffer, lives);
            }
            return lives;
        } catch (Throwable e) {
            REPORTS.swallow(e);
            return null;
        }
    }

    /** A buffer with a count of its own was made of a part of another. */
    public static void derived(Object buffer, Object from) {
        try {
            Lives lives = LIVES.of(buffer);
            if (lives != null) {
                lives.from(LIVES.of(from));
            }
        } catch (Throwable e) {
            REPORTS.swallow(e);
        }
    }

    /** Whether an object that is about to be kept for the next use is not to be. */
    public static boolean withholds(Object object) {
        try {
            return HANDLES.isExpecting() && LIVES.withholds(object);
        } catch (Throwable e) {
            REPORTS.swallow(e);
            return false;
        }
    }

    /** A release failed. */
    public static void releaseFailed(Object buffer, Throwable thrown) {
        LIVES.refusals().refused(buffer, thrown, Use.RELEASE);
    }

    /** Something failed that a release had done, and not because the buffer is dead. */
    public static void notOfTheBuffer(Throwable thrown) {
        LIVES.refusals().notOfTheBuffer(thrown);
    }

    /** A retain failed. */
    public static void retainFailed(Object buffer, Throwable thrown) {
        LIVES.refusals().refused(buffer, thrown, Use.RETAIN);
    }

    /** An access failed. */
    public static void accessFailed(Object buffer, Throwable thrown) {
        LIVES.refusals().refused(buffer, thrown, Use.ACCESS);
    }

    /** A dead buffer is accessed, and the library does not look. */
    public static void accessedDead(Object buffer) {
        LIVES.refusals().accessedDead(buffer);
    }
}
