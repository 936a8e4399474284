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
 * A test, or a class, while it runs: what it is blamed for, what it took, and in the end whether it fails.
 *
 * <p>Closed by JUnit as one of the last things of the test or class, so that what {@code @AfterEach} or {@code @AfterAll} do
 * counts. Used by the thread that executes it; others may {@link #assist}.
 */
@SuppressWarnings("deprecation") // What replaces the interface is newer than the oldest JUnit that is supported.
final class Watched implements Store.CloseableResource, AutoCloseable {
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    private final Checking checking;
    private final ExtensionContext context;
    /** The class it is, or is a part of; null where JUnit knows of none. */
    private final Class<?> type;
    /** The class's name, and after it that of the method for a test: unlike any in the other machines of a build. */
    private final String name;
    private final Rules rules;
    private final Scope scope;
    private final Watched around;
    private final Held heldBefore;
    /** What this one does not answer for: what was held before, and what one of its parts has been blamed for keeping. */
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

    /** Begins to watch, on the thread that executes the test or class. */
    static Watched begin(Checking checking, ExtensionContext context, Watched around) {
        Class<?> type = context.getTestClass().orElse(null);
        String method = context.getTestMethod().map(each -> "." + each.getName()).orElse("");
        return new Watched(checking, context, type, (type == null ? "class" : type.getName()) + method, Rules.of(context), around);
    }

    /** Begins to watch a part of it that has no end of its own to be judged at, and the same rules. */
    Watched inner(ExtensionContext part) {
        return new Watched(checking, part, type, name, rules, this);
    }

    /** Ends such a part; what it was not judged for is left to what it is part of. */
    void leave() {
        checking.blame().leave(scope);
    }

    /** Whether the calling thread is the one that began it, and will end it. */
    boolean isExecutedHere() {
        return Thread.currentThread() == thread;
    }

    /** The calling thread is about to execute something of it, too. */
    void assist() {
        checking.blame().assist(scope);
    }

    /** It has done so. */
    void endAssisting() {
        checking.blame().endAssisting(scope);
    }

    /** Whether it watches this very test or class, not one around it. */
    boolean isOf(ExtensionContext asked) {
        return context.getUniqueId().equals(asked.getUniqueId());
    }

    /** The violations that it is blamed for and was not judged for yet; those that count. */
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
     * The test method has ended by itself; violations are judged at once, so that they come before what {@code @AfterEach} may
     * have to say.
     *
     * @throws PageConsistencyFailure if there were any that should not be there
     */
    void bodyEnded() {
        PageConsistencyFailure failure = judgeViolations();
        if (failure != null) {
            throw failure;
        }
    }

    /** The test method has failed: what is to be thrown, violations first, or null when all is as expected. */
    Throwable bodyFailed(Throwable with) {
        return with instanceof PageConsistencyError error && expects(error) ? null : surroundingFailed(with);
    }

    /** Whether an error may leave the test: of what kind the violation is it says, and whether one matters is ruled. */
    boolean expects(PageConsistencyError error) {
        return rules.ignored() != null
                || error.violation() != null && rules.expected().containsKey(error.violation().kind());
    }

    /** What is around a test, or around the tests of a class, has failed: what is to be thrown, violations first. */
    Throwable surroundingFailed(Throwable with) {
        PageConsistencyFailure failure = judgeViolations();
        if (failure == null) {
            return with;
        }
        failure.addSuppressed(with);
        return failure;
    }

    /** Where something is expected, or nothing matters, the end is soon enough. */
    private PageConsistencyFailure judgeViolations() {
        if (!rules.expected().isEmpty() || rules.ignored() != null) {
            return null;
        }
        Verdict verdict = new Verdict(where());
        verdict.violations(takeItsOwn());
        return failure(verdict);
    }

    /**
     * The end.
     *
     * @throws PageConsistencyFailure if it is to fail
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

    /** What it is to be judged for, which nobody else will be; leaks of what was held before are left to what it is part of. */
    private List<Violation> takeItsOwn() {
        List<Violation> taken = checking.blame().take(scope);
        checking.blame().handOn(scope, taken.stream().filter(this::isOthersLeak).toList());
        return minded(taken);
    }

    private List<Violation> minded(List<Violation> findings) {
        return findings.stream().filter(finding -> isItsOwn(finding) && rules.minds(finding.kind()) && !isOthersLeak(finding))
                .toList();
    }

    /** The collector finds what was lost whenever it pleases. */
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

    /** Whether all that is expected has happened, if not more. */
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
            // Not every build shows what is published.
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
