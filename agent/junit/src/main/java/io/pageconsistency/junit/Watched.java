package io.pageconsistency.junit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

import io.pageconsistency.Holding;
import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.junit.setup.Notices;

/**
 * A test or a class while it runs: its findings, the memory that it took, and in the end whether it fails.
 *
 * <p>JUnit closes it after the {@code @AfterEach} or {@code @AfterAll} methods, so that these count. Used by the thread that
 * executes the test; other threads may {@link #assist}.
 */
@SuppressWarnings("deprecation") // The interface's replacement does not exist in the oldest supported JUnit.
final class Watched implements Store.CloseableResource, AutoCloseable {
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    private final Checking checking;
    private final ExtensionContext context;
    /** The class, or the class of the test; null if JUnit knows none. */
    private final Class<?> type;
    /** The name of the class, and of the method for a test; unique in a build. */
    private final String name;
    private final Rules rules;
    private final Scope scope;
    private final Watched around;
    private final Held heldBefore;
    /** Memory that does not count as its leak: held before it began, or already reported for an inner test. */
    private volatile Held notItsOwn;
    private final Thread thread = Thread.currentThread();

    private Watched(Checking checking, ExtensionContext context, Class<?> type, String name, Rules rules, Watched around) {
        this.checking = checking;
        this.context = context;
        this.type = type;
        this.name = name;
        this.rules = rules;
        this.around = around;
        this.heldBefore = Held.now();
        this.notItsOwn = heldBefore;
        this.scope = checking.blame().enter(around == null ? checking.blame().run() : around.scope);
    }

    /** Begins to watch a test or a class, on the thread that executes it. */
    static Watched begin(Checking checking, ExtensionContext context, Watched around) {
        Class<?> type = context.getTestClass().orElse(null);
        String method = context.getTestMethod().map(each -> "." + each.getName()).orElse("");
        return new Watched(checking, context, type, (type == null ? "class" : type.getName()) + method, Rules.of(context), around);
    }

    /** Begins to watch a dynamic test, which has the same rules and no judgement at its own end. */
    Watched inner(ExtensionContext part) {
        return new Watched(checking, part, type, name, rules, this);
    }

    /** Ends the scope; findings that were not judged go to the enclosing one. */
    void leave() {
        checking.blame().leave(scope);
    }

    /** Whether the calling thread is the one that began it. */
    boolean isExecutedHere() {
        return Thread.currentThread() == thread;
    }

    /** The calling thread begins to execute a part of it. */
    void assist() {
        checking.blame().assist(scope);
    }

    /** Ends what {@link #assist} began. */
    void endAssisting() {
        checking.blame().endAssisting(scope);
    }

    /** Whether it watches this test or class, not an enclosing one. */
    boolean isOf(ExtensionContext asked) {
        return context.getUniqueId().equals(asked.getUniqueId());
    }

    /** Its violations that were not judged yet; only those that count. */
    List<Violation> violations() {
        return checking.blame().findings(scope).stream()
                .filter(finding -> finding.kind().counted() && isItsOwn(finding)).toList();
    }

    private boolean isItsOwn(Violation finding) {
        return !scope.excuses(finding) && !finding.isSuspect() && !finding.isSuppressed();
    }

    Held heldBefore() {
        return heldBefore;
    }

    /**
     * The test method has ended normally. Violations are judged at once, so that they come before a failure in {@code @AfterEach}.
     *
     * @throws PageConsistencyFailure if there were unexpected violations
     */
    void bodyEnded() {
        PageConsistencyFailure failure = judgeViolations();
        if (failure != null) {
            throw failure;
        }
    }

    /** The test method has failed. Returns what to throw, violations first, or null if the failure was expected. */
    Throwable bodyFailed(Throwable with) {
        return with instanceof PageConsistencyError error && expects(error) ? null : surroundingFailed(with);
    }

    /** Whether the rules allow an error to leave the test, by the kind of its violation. */
    boolean expects(PageConsistencyError error) {
        return rules.ignored() != null
                || error.violation() != null && rules.expected().containsKey(error.violation().kind());
    }

    /** A method around a test, or around the tests of a class, has failed. Returns what to throw, violations first. */
    Throwable surroundingFailed(Throwable with) {
        PageConsistencyFailure failure = judgeViolations();
        if (failure == null) {
            return with;
        }
        failure.addSuppressed(with);
        return failure;
    }

    /** Judges violations before the end; null if they are expected or ignored, because those are judged at the end. */
    private PageConsistencyFailure judgeViolations() {
        if (!rules.expected().isEmpty() || rules.ignored() != null) {
            return null;
        }
        Verdict verdict = new Verdict(where());
        verdict.violations(takeItsOwn());
        return failure(verdict);
    }

    /**
     * Judges the test or class at its end.
     *
     * @throws PageConsistencyFailure if it fails
     */
    @Override
    public void close() {
        try {
            Verdict verdict = new Verdict(where());
            List<Holding> leaked = rules.noLeaks() ? notItsOwn.awaitReleased(Duration.ofMillis(rules.leaksWithin()))
                    : List.of();
            awaitExpected();
            List<Violation> violations = takeItsOwn();
            if (rules.ignored() != null) {
                ignore(violations);
            } else if (!rules.expected().isEmpty()) {
                verdict.unlessAsExpected(rules.expected(), violations);
            } else {
                verdict.violations(violations);
            }
            verdict.held(leaked, rules.leaksWithin());
            for (Watched outer = leaked.isEmpty() ? null : around; outer != null; outer = outer.around) {
                outer.notItsOwn = outer.notItsOwn.and(leaked);
            }
            PageConsistencyFailure failure = failure(verdict);
            if (failure != null) {
                throw failure;
            }
        } finally {
            leave();
        }
    }

    /** Takes its findings to judge them. Leaks of memory that was held before go to the enclosing scope. */
    private List<Violation> takeItsOwn() {
        List<Violation> taken = checking.blame().take(scope);
        checking.blame().handOn(scope, taken.stream().filter(this::isOthersLeak).toList());
        return minded(taken);
    }

    private List<Violation> minded(List<Violation> findings) {
        return findings.stream().filter(finding -> isItsOwn(finding) && rules.minds(finding.kind()) && !isOthersLeak(finding))
                .toList();
    }

    /** Whether a leak is of memory from before this test: the garbage collector may find a leak much later. */
    private boolean isOthersLeak(Violation finding) {
        return finding.kind() == ViolationKind.LEAK
                && notItsOwn.has(finding.regionId(), finding.extent(), finding.allocatedBy());
    }

    private void awaitExpected() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(rules.expectedWithin());
        while (!happened() && System.nanoTime() - end < 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(PAUSE);
        }
    }

    /** Whether at least all expected violations have happened. */
    private boolean happened() {
        Map<ViolationKind, Integer> found = Verdict.count(minded(checking.blame().findings(scope)));
        return rules.expected().entrySet().stream()
                .allMatch(expected -> found.getOrDefault(expected.getKey(), 0) >= expected.getValue());
    }

    private void ignore(List<Violation> violations) {
        if (!violations.isEmpty()) {
            String text = violations.size() + (violations.size() == 1 ? " violation" : " violations") + " ignored: "
                    + rules.ignored();
            context.publishReportEntry("page-consistency", text);
            // Not every build tool shows published entries.
            Notices.line(name.substring(type == null ? 0 : type.getName().lastIndexOf('.') + 1) + ": " + text);
        }
    }

    private String where() {
        return type == null || !name.equals(type.getName()) ? ""
                : "in " + context.getDisplayName() + ", outside its tests or while several of them ran";
    }

    private PageConsistencyFailure failure(Verdict verdict) {
        return verdict.isInnocent() ? null
                : verdict.failure(checking.keepRecording(name), context.getTestClass().orElse(null));
    }
}
