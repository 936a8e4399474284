package io.pageconsistency.junit;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.Violation;

/**
 * A part of the run that violations can belong to: the run itself, a class, a test, a dynamic test.
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
     * @param foundBefore the highest sequence of the findings before this scope began
     */
    Scope(Scope parent, int foundBefore) {
        this.parent = parent;
        this.foundBefore = foundBefore;
    }

    /**
     * Whether a finding follows from a violation since this scope began. That violation is reported anyway. A follow-up of an older
     * violation belongs to this scope, because the older violation belongs to another one.
     */
    boolean excuses(Violation finding) {
        return finding.isFollowUp() && finding.cause() > foundBefore;
    }

    Scope parent() {
        return parent;
    }

    /** The inner scopes that have begun and not ended. */
    List<Scope> open() {
        return open;
    }

    /** The findings that were not judged yet, in their order. */
    List<Violation> findings() {
        return findings;
    }

    void end() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }

    /** The innermost scope that contains all that runs now. */
    Scope common() {
        Scope common = this;
        while (common.open.size() == 1) {
            common = common.open.get(0);
        }
        return common;
    }
}
