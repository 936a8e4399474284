package io.pageconsistency.junit;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.Violation;

/**
 * A part of the run that can be blamed for violations: the run itself, a class, a test, a dynamic test.
 *
 * <p>Guarded by its {@link Blame}.
 */
final class Scope {
    private final Scope parent;
    private final List<Scope> open = new ArrayList<>();
    private final List<Violation> findings = new ArrayList<>();
    private final int foundBefore;
    private boolean ended;

    /**
     * @param parent null for the run
     * @param foundBefore the highest number of what was found before it began
     */
    Scope(Scope parent, int foundBefore) {
        this.parent = parent;
        this.foundBefore = foundBefore;
    }

    /**
     * Whether a finding follows from one that somebody is blamed for since this part began. What follows from an older one is this
     * part's own: whoever was blamed for that, or expected it, is another.
     */
    boolean excuses(Violation finding) {
        return finding.isFollowUp() && finding.cause() > foundBefore;
    }

    Scope parent() {
        return parent;
    }

    /** The parts of it that have begun and not ended. */
    List<Scope> open() {
        return open;
    }

    /** What it is blamed for and has not been judged for yet, in the order in which it was found. */
    List<Violation> findings() {
        return findings;
    }

    void end() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }

    /** The innermost part that everything that is going on in it is part of. */
    Scope common() {
        Scope common = this;
        while (common.open.size() == 1) {
            common = common.open.get(0);
        }
        return common;
    }
}
