package io.pageconsistency.life;

import io.pageconsistency.report.Reports;

/**
 * Receives the calls of code woven into buffers.
 *
 * <p>The parameter {@code known} is the value of the buffer's field for its {@link Lives}. If that is null, woven code calls the
 * method {@code first…} instead, and stores the result in the field. Nothing that is thrown in here reaches the application; it is
 * swallowed and counted. A healthy operation takes no lock, and allocates nothing but stacks and, once for each object, its
 * history.
 *
 * <p>A record, because the JIT compiler treats the fields of a constant record as constants, too.
 */
public record LifeTracker(BufferLives lives, Handles handles, Clock clock, Reports reports) {
    public LifeTracker(BufferLives lives, Reports reports) {
        this(lives, lives.handles(), lives.clock(), reports);
    }

    /** A buffer object was created. A pool hands it out later; for other buffers this is the hand-out. */
    public Object made(Object buffer) {
        try {
            if (lives.wantsDetails()) {
                return firstBegun(buffer);
            }
        } catch (Throwable e) {
            reports.swallow(e);
        }
        return null;
    }

    /** A buffer was handed out. */
    public void begun(Object buffer, Object known) {
        try {
            Lives own = (Lives) known;
            own.begin(clock.now());
            if (lives.wantsDetails()) {
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

    /** A buffer's reference count has reached zero; its memory is about to be given back. */
    public void ended(Object buffer, Object known) {
        try {
            Lives own = (Lives) known;
            own.end(clock.now());
            if (lives.wantsDetails() || own.isWithheld()) {
                lives.ended(own);
            }
        } catch (Throwable e) {
            reports.swallow(e);
        }
    }

    /**
     * A buffer's release was a violation.
     *
     * @param violation the sequence of the violation
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

    /** A buffer with a reference count of its own was created as a part of another one. */
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

    /** Whether a buffer object that is about to be recycled is withheld from reuse. */
    public boolean withholds(Object object) {
        try {
            return handles.isExpecting() && lives.withholds(object);
        } catch (Throwable e) {
            reports.swallow(e);
            return false;
        }
    }

    /** A release threw an exception. */
    public void releaseFailed(Object buffer, Throwable thrown) {
        lives.refusals().refused(buffer, thrown, Use.RELEASE);
    }

    /** A release threw an exception that is not about a dead buffer, but about its memory. */
    public void notOfTheBuffer(Throwable thrown) {
        lives.refusals().notOfTheBuffer(thrown);
    }

    /** A retain threw an exception. */
    public void retainFailed(Object buffer, Throwable thrown) {
        lives.refusals().refused(buffer, thrown, Use.RETAIN);
    }

    /** An access threw an exception. */
    public void accessFailed(Object buffer, Throwable thrown) {
        lives.refusals().refused(buffer, thrown, Use.ACCESS);
    }

    /** A dead buffer is accessed in a way that the library does not check. */
    public void accessedDead(Object buffer) {
        lives.refusals().accessedDead(buffer);
    }
}
