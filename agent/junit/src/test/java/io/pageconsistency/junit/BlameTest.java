package io.pageconsistency.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Operation;
import io.pageconsistency.PageConsistency;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.Incident;

class BlameTest {
    private static final int ROUNDS = 2_000;

    private final Blame blame = new Blame();
    private final Scope run = blame.run();

    private Violation happens() {
        Violation violation = Found.violation(ViolationKind.DOUBLE_FREE);
        blame.onViolation(violation);
        return violation;
    }

    private Violation happensElsewhere() throws Exception {
        List<Violation> found = new ArrayList<>();
        Found.elsewhere(() -> found.add(happens()));
        return found.get(0);
    }

    @Test
    void aViolationOnTheThreadOfATestBelongsToTheTest() {
        Scope type = blame.enter(run);
        Violation beforeAll = happens();
        Scope test = blame.enter(type);
        Violation inTest = happens();
        Scope dynamic = blame.enter(test);
        Violation inDynamicTest = happens();

        assertThat(blame.findings(run)).isEmpty();
        assertThat(blame.findings(type)).containsExactly(beforeAll);
        assertThat(blame.findings(test)).containsExactly(inTest);
        assertThat(blame.findings(dynamic)).containsExactly(inDynamicTest);
    }

    private Violation follows(Violation root) {
        Violation violation = Found.violation(Incident.of(ViolationKind.DOUBLE_ALLOC, Operation.HAND_OUT)
                .followingFrom(root.sequence()));
        blame.onViolation(violation);
        return violation;
    }

    @Test
    void aFollowUpOfAViolationSinceTheTestBeganIsExcused() throws Exception {
        Scope type = blame.enter(run);
        Violation before = happens();
        Scope test = blame.enter(type);
        Violation elsewhere = happensElsewhere();

        assertThat(test.excuses(follows(elsewhere))).isTrue();
        assertThat(test.excuses(follows(before))).as("what another one was blamed for, or expected").isFalse();
        assertThat(type.excuses(follows(before))).isTrue();
        assertThat(test.excuses(elsewhere)).as("it follows from nothing").isFalse();
    }

    @Test
    void aFollowUpOfAnUnknownViolationIsNotExcused() {
        Violation unheard = Found.violation(ViolationKind.DOUBLE_FREE);
        happens();
        Scope test = blame.enter(run);

        assertThat(test.excuses(follows(unheard))).isFalse();
    }

    @Test
    void whileOneTestRunsItIsBlamedForAllThreads() throws Exception {
        Scope test = blame.enter(blame.enter(run));
        Violation violation = happensElsewhere();

        assertThat(blame.findings(test)).containsExactly(violation);
    }

    @Test
    void whileSeveralTestsOfAClassRunTheClassIsBlamed() throws Exception {
        Scope type = blame.enter(run);
        Scope one = blame.enter(type);
        Found.elsewhere(() -> blame.enter(type));
        Violation unknown = happensElsewhere();
        Violation known = happens();

        assertThat(blame.findings(type)).containsExactly(unknown);
        assertThat(blame.findings(one)).containsExactly(known);
    }

    @Test
    void whileTestsOfSeveralClassesRunTheRunIsBlamed() throws Exception {
        blame.enter(blame.enter(run));
        Found.elsewhere(() -> blame.enter(blame.enter(run)));
        Violation violation = happensElsewhere();

        assertThat(blame.findings(run)).containsExactly(violation);
    }

    @Test
    void outsideEverythingTheRunIsBlamed() throws Exception {
        Violation before = happens();
        Scope type = blame.enter(run);
        Scope test = blame.enter(type);
        blame.leave(test);
        Violation between = happensElsewhere();
        assertThat(blame.take(type)).containsExactly(between);
        blame.leave(type);
        Violation after = happens();

        assertThat(blame.findings(run)).containsExactly(before, after);
    }

    @Test
    void violationsThatWereNotJudgedAreNotLost() {
        Scope type = blame.enter(run);
        Scope test = blame.enter(type);
        Violation violation = happens();
        blame.leave(test);
        assertThat(blame.findings(type)).containsExactly(violation);
        blame.leave(type);

        assertThat(blame.take(run)).containsExactly(violation);
        assertThat(blame.take(run)).isEmpty();
    }

    /** For example, code may end the virtual machine in the middle of a test. */
    @Test
    void violationsThatWereNotJudgedAreKnownAtAnyTime() {
        Violation outside = happens();
        Scope type = blame.enter(run);
        Violation inClass = happens();
        Scope test = blame.enter(type);
        blame.take(test);
        Violation inTest = happens();

        assertThat(blame.unjudged()).containsExactlyInAnyOrder(outside, inClass, inTest);
        blame.take(test);
        assertThat(blame.unjudged()).containsExactlyInAnyOrder(outside, inClass);
    }

    /** Violations from before the first listener can no longer be assigned to a test. */
    @Test
    void violationsBeforeTheFirstListenerAreReportedOnce() {
        Ledger ledger = Checker.ofThisJvm(MethodHandles.lookup()).ledger();
        Region region = ledger.open("test", this, new Geometry(1L << 40, 0, 8 * 8_192, 8_192, true), true);
        long earlier = PageConsistency.violations();
        ledger.takeBack(region, 1, 1);
        Blame late = Blame.begin();
        try {
            ledger.takeBack(region, 4, 1);

            assertThat(late.takeMissed()).isEqualTo(earlier + 1);
            assertThat(late.takeMissed()).isZero();
            assertThat(late.findings(late.run())).hasSize(1);
        } finally {
            PageConsistency.removeListener(late);
            ledger.regions().replace(region);
        }
    }

    /** Violations on the thread that began a test no longer belong to it after another thread has ended it. */
    @Test
    void aTestThatAnotherThreadHasEndedIsNotBlamed() throws Exception {
        Scope test = blame.enter(run);
        Found.elsewhere(() -> blame.leave(test));
        Violation violation = happens();

        assertThat(blame.findings(run)).containsExactly(violation);
    }

    /** JUnit runs a test with a timeout on another thread. While several tests run, only the thread tells whose violation it is. */
    @Test
    void violationsOnAnAssistingThreadBelongToTheTest() throws Exception {
        Scope test = blame.enter(run);
        Scope other = blame.enter(run);
        List<Violation> found = new ArrayList<>();
        Found.elsewhere(() -> {
            blame.assist(test);
            found.add(happens());
            blame.endAssisting(test);
            found.add(happens());
        });

        assertThat(blame.findings(test)).containsExactly(found.get(0));
        assertThat(blame.findings(other)).isEmpty();
        assertThat(blame.findings(run)).containsExactly(found.get(1));
    }

    /** JUnit has abandoned this thread. */
    @Test
    void violationsOnAnAssistingThreadDoNotBelongToAnEndedTest() throws Exception {
        Scope test = blame.enter(run);
        List<Violation> found = new ArrayList<>();
        Found.elsewhere(() -> {
            blame.assist(test);
            blame.leave(test);
            found.add(happens());
        });

        assertThat(blame.findings(run)).isEqualTo(found);
    }

    /** Tests begin and end on several threads, while a background thread that belongs to no test causes violations too. */
    @Test
    void eachViolationBelongsToExactlyOneScope() throws Exception {
        int threads = 4;
        ExecutorService executor = Executors.newFixedThreadPool(threads + 1);
        List<Callable<Set<Violation>>> tasks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            tasks.add(this::tests);
        }
        tasks.add(this::background);
        Set<Violation> judged = new HashSet<>();
        int total = 0;
        try {
            for (Future<Set<Violation>> task : executor.invokeAll(tasks)) {
                total += task.get().size();
                judged.addAll(task.get());
            }
        } finally {
            executor.shutdown();
        }
        List<Violation> rest = blame.take(run);
        judged.addAll(rest);

        // The background thread's violations are among those of the tests or of the run.
        assertThat(total + rest.size()).isEqualTo(judged.size()).isEqualTo(threads * ROUNDS + ROUNDS);
    }

    private Set<Violation> tests() {
        Set<Violation> judged = new HashSet<>();
        for (int i = 0; i < ROUNDS; i++) {
            Scope test = blame.enter(run);
            Violation own = happens();
            List<Violation> taken = blame.take(test);
            assertThat(taken).contains(own);
            judged.addAll(taken);
            blame.leave(test);
        }
        return judged;
    }

    private Set<Violation> background() {
        for (int i = 0; i < ROUNDS; i++) {
            happens();
        }
        return Set.of();
    }
}
