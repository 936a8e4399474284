package io.pageconsistency.junit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationListener;

/**
 * Assigns each violation to a test, a class or the whole run.
 *
 * <p>A violation on a thread that executes a test, or a method around the tests of a class, belongs to that test or class. For any
 * other thread it is not known which test it works for. If one test runs at that time, the violation belongs to it; if several run,
 * it belongs to the class or the run that contains them, because a guess could be wrong. So each violation belongs to exactly one
 * scope.
 *
 * <p>Thread-safe. The listener is called on the thread of the violation, possibly while a pool's lock is held. So this lock is held
 * for a few instructions only, and no other code is called under it.
 */
final class Blame implements ViolationListener {
    private final Scope run = new Scope(null, 0);
    /** The scopes that a thread is executing, innermost first: a thread that waits for its own test may execute another one. */
    private final ThreadLocal<Deque<Scope>> executing = ThreadLocal.withInitial(ArrayDeque::new);
    private long missed;
    /** The highest number of a finding so far. */
    private int latest;

    /** Begins to listen; counts the violations before that. */
    static Blame begin() {
        Blame blame = new Blame();
        blame.missed = PageConsistency.violations();
        PageConsistency.addListener(blame);
        return blame;
    }

    Blame() {
    }

    /** The scope of the whole run. */
    Scope run() {
        return run;
    }

    /** Begins a scope, on the thread that executes it. */
    Scope enter(Scope parent) {
        Scope scope;
        synchronized (this) {
            scope = new Scope(parent, latest);
            parent.open().add(scope);
        }
        executing.get().push(scope);
        return scope;
    }

    /** The calling thread begins to execute a part of a scope that another thread began. */
    void assist(Scope scope) {
        executing.get().push(scope);
    }

    /** Ends what {@link #assist} began. */
    void endAssisting(Scope scope) {
        executing.get().remove(scope);
    }

    /** Ends a scope, on the thread that began it. Findings that were not judged go to its parent. */
    void leave(Scope scope) {
        executing.get().remove(scope);
        synchronized (this) {
            scope.end();
            scope.parent().open().remove(scope);
            scope.parent().findings().addAll(scope.findings());
            scope.findings().clear();
        }
    }

    @Override
    public void onViolation(Violation violation) {
        Deque<Scope> here = executing.get();
        synchronized (this) {
            // Removes scopes that another thread has ended.
            while (!here.isEmpty() && here.peek().hasEnded()) {
                here.pop();
            }
            // Includes follow-ups of violations from before the first listener.
            latest = Math.max(latest, violation.sequence());
            if (!here.isEmpty()) {
                here.peek().findings().add(violation);
            } else if (!violation.isFollowUp()) {
                // A follow-up on another thread may be the rest of a call whose violation belongs to an earlier test.
                run.common().findings().add(violation);
            }
        }
    }

    /** The findings of a scope so far. */
    synchronized List<Violation> findings(Scope scope) {
        return new ArrayList<>(scope.findings());
    }

    /** Removes and returns the findings of a scope, to judge them. */
    synchronized List<Violation> take(Scope scope) {
        List<Violation> taken = new ArrayList<>(scope.findings());
        scope.findings().clear();
        return taken;
    }

    /** Moves findings of a scope to its parent. */
    synchronized void handOn(Scope from, List<Violation> findings) {
        from.parent().findings().addAll(findings);
    }

    /** The findings of all scopes that have not ended. */
    synchronized List<Violation> unjudged() {
        List<Violation> unjudged = new ArrayList<>();
        Deque<Scope> parts = new ArrayDeque<>(List.of(run));
        while (!parts.isEmpty()) {
            Scope part = parts.pop();
            unjudged.addAll(part.findings());
            parts.addAll(part.open());
        }
        return unjudged;
    }

    /** The number of violations before the first listener. Returned only once, because the caller reports it. */
    synchronized long takeMissed() {
        long taken = missed;
        missed = 0;
        return taken;
    }
}
