package io.pageconsistency.life;

import io.pageconsistency.report.Reports;

/**
 * What is told of buffers.
 *
 * <p>Each takes what is at the place for the buffer's {@link Lives}; who finds null there calls the method {@code first…}, and keeps
 * what that returns. Nothing thrown in here reaches the application: it is swallowed and counted. A healthy operation takes no
 * lock and allocates nothing but stacks and, once for each object, its lives.
 *
 * <p>A record, because the compiler takes the fields of a record for constants where the record is one.
 */
public record LifeTracker(BufferLives lives, Handles handles, Clock clock, Reports reports) {
    public LifeTracker(BufferLives lives, Reports reports) {
        this(lives, lives.handles(), lives.clock(), reports);
    }

    /** A buffer was made. What a pool makes it hands out later; of others this is the hand-out. */
    public Object made(Object buffer) {
        try {
            if (lives.isAttentive()) {
                return firstBegun(buffer);
            }
        } catch (Throwable e) {
            reports.swallow(e);
        }
        return null;
    }

    /** Somebody got a buffer. */
    public void begun(Object buffer, Object known) {
        try {
            Lives own = (Lives) known;
            own.begin(clock.now());
            if (lives.isAttentive()) {
                lives.begun(buffer, own);
            }
        } catch (Throwable e) {
            reports.swallow(e);
        }
    }

    public Object firstBegun(Object buffer) {
        try {
            Lives own = lives.first(buffer);
            if (own != null) {
                begun(buffer, own);
            }
            return own;
        } catch (Throwable e) {
            reports.swallow(e);
            return null;
        }
    }

    /** A buffer's count has come to zero; what it holds is about to go back. */
    public void ended(Object buffer, Object known) {
        try {
            Lives own = (Lives) known;
            own.end(clock.now());
            if (lives.isAttentive() || own.isWithheld()) {
                lives.ended(own);
            }
        } catch (Throwable e) {
            reports.swallow(e);
        }
    }

    /**
     * The same, where that was wrong.
     *
     * @param violation its sequence
     */
    public void wronglyEnded(Object buffer, int violation) {
        try {
            Lives own = lives.of(buffer);
            if (own != null) {
                own.endedBy(violation);
            }
        } catch (Throwable e) {
            reports.swallow(e);
        }
    }

    public Object firstEnded(Object buffer) {
        try {
            Lives own = lives.first(buffer);
            if (own != null) {
                ended(buffer, own);
            }
            return own;
        } catch (Throwable e) {
            reports.swallow(e);
            return null;
        }
    }

    /** A buffer with a count of its own was made of a part of another. */
    public void derived(Object buffer, Object from) {
        try {
            Lives own = lives.of(buffer);
            if (own != null) {
                own.from(lives.of(from));
            }
        } catch (Throwable e) {
            reports.swallow(e);
        }
    }

    /** Whether an object that is about to be kept for the next use is not to be. */
    public boolean withholds(Object object) {
        try {
            return handles.isExpecting() && lives.withholds(object);
        } catch (Throwable e) {
            reports.swallow(e);
            return false;
        }
    }

    /** A release failed. */
    public void releaseFailed(Object buffer, Throwable thrown) {
        lives.refusals().refused(buffer, thrown, Use.RELEASE);
    }

    /** Something failed that a release had done, and not because the buffer is dead. */
    public void notOfTheBuffer(Throwable thrown) {
        lives.refusals().notOfTheBuffer(thrown);
    }

    /** A retain failed. */
    public void retainFailed(Object buffer, Throwable thrown) {
        lives.refusals().refused(buffer, thrown, Use.RETAIN);
    }

    /** An access failed. */
    public void accessFailed(Object buffer, Throwable thrown) {
        lives.refusals().refused(buffer, thrown, Use.ACCESS);
    }

    /** A dead buffer is accessed, and the library does not look. */
    public void accessedDead(Object buffer) {
        lives.refusals().accessedDead(buffer);
    }
}
