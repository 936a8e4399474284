package io.pageconsistency.junit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationListener;

/**
 * Who is blamed for a violation.
 *
 * <p>A thread that is executing a test, or what belongs to a class around its tests, is a witness: its violations are those of
 * that test or class. Of any other thread nobody knows for whom it works. What it does while one test runs is blamed on that
 * test; while several run, on the class or the run that they are part of, because one of them would be the wrong one. So
 * every violation has one that is blamed for it, and only one.
 *
 * <p>Thread-safe. Told on the guilty thread, possibly while a pool's lock is held, so the lock in here is held for a few
 * instructions and nothing is called in it.
 */
final class Blame implements ViolationListener {
    private final Scope run = new Scope(null, 0);
    /** The scopes that a thread is executing, innermost first: a thread that waits for its own may execute another's. */
    private final ThreadLocal<Deque<Scope>> executing = ThreadLocal.withInitial(ArrayDeque::new);
    private long missed;
    /** The highest number of a finding so far. */
    private int latest;

    /** Begins to listen; what was found before is counted. */
    static Blame begin() {
        Blame blame = new Blame();
        blame.missed = PageConsistency.violations();
        PageConsistency.addListener(blame);
        return blame;
    }

    Blame() {
    }

    /** The scope of everything. */
    Scope run() {
        return run;
    }

    /** A part of the run begins, on the thread that executes it. */
    Scope enter(Scope parent) {
        Scope scope;
        synchronized (this) {
            scope = new Scope(parent, latest);
            parent.open().add(scope);
        }
        executing.get().push(scope);
        return scope;
    }

    /** The calling thread executes something of a part that another one has begun. */
    void assist(Scope scope) {
        executing.get().push(scope);
    }

    /** And does so no longer. */
    void endAssisting(Scope scope) {
        executing.get().remove(scope);
    }

    /** It ends, on the same thread. What is still blamed on it goes to what it is part of. */
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
            // One that was ended by another thread than the one that began it.
            while (!here.isEmpty() && here.peek().hasEnded()) {
                here.pop();
            }
            // What follows from something that was found when nobody listened is as old as that.
            latest = Math.max(latest, violation.sequence());
            if (!here.isEmpty()) {
                here.peek().findings().add(violation);
            } else if (!violation.isFollowUp()) {
                // On another thread what follows may be the rest of a call whose violation an earlier test was blamed for, or expected.
                run.common().findings().add(violation);
            }
        }
    }

    /** What a scope is blamed for so far. */
    synchronized List<Violation> findings(Scope scope) {
        return new ArrayList<>(scope.findings());
    }

    /** Takes what a scope is blamed for, to judge it: nobody else will. */
    synchronized List<Violation> take(Scope scope) {
        List<Violation> taken = new ArrayList<>(scope.findings());
        scope.findings().clear();
        return taken;
    }

    /** Blames what a scope is part of, instead of the scope. */
    synchronized void handOn(Scope from, List<Violation> findings) {
        from.parent().findings().addAll(findings);
    }

    /** What somebody is blamed for who has not been judged, because it has not ended. */
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

    /** How many violations there were before anybody listened; asked once, for whoever asks tells. */
    synchronized long takeMissed() {
        long taken = missed;
        missed = 0;
        return taken;
    }
}
