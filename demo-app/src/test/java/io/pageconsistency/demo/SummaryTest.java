package io.pageconsistency.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.report.Incident;
import io.pageconsistency.report.PoolClasses;

class SummaryTest {
    private static final Tally ONE_DOUBLE_FREE = Tally.of(ViolationKind.DOUBLE_FREE, 1);

    @Test
    void onlyRootsAreCompared() {
        Outcome outcome = Outcome.of("twice", ONE_DOUBLE_FREE, List.of(violation(ViolationKind.DOUBLE_FREE, 3, 0),
                violation(ViolationKind.DOUBLE_FREE, 4, 3), violation(ViolationKind.DOUBLE_ALLOC, 5, 3)), null);

        assertThat(outcome.asExpected()).isTrue();
        assertThat(outcome.found()).hasToString("1 DOUBLE_FREE");
        assertThat(outcome.followUps()).isEqualTo(2);
    }

    @Test
    void oneFindingTooManyIsNotAsExpected() {
        assertThat(Outcome.of("twice", ONE_DOUBLE_FREE, List.of(violation(ViolationKind.DOUBLE_FREE, 1, 0),
                violation(ViolationKind.DOUBLE_FREE, 2, 0)), null).asExpected()).isFalse();
    }

    @Test
    void oneFindingTooFewIsNotAsExpected() {
        assertThat(Outcome.of("twice", ONE_DOUBLE_FREE, List.of(), null).asExpected()).isFalse();
    }

    @Test
    void aLeakIsNotAsExpectedEither() {
        assertThat(Outcome.of("healthy", Tally.none(), List.of(violation(ViolationKind.LEAK, 1, 0)), null).asExpected())
                .isFalse();
    }

    @Test
    void aProblemIsNotAsExpected() {
        Outcome outcome = Outcome.of("healthy", Tally.none(), List.of(), "wrong answers");

        assertThat(outcome.asExpected()).isFalse();
        assertThat(outcome.verdict()).isEqualTo("wrong answers");
    }

    @Test
    void theTableHasARowForEachOutcome() {
        String table = Summary.table(List.of(Outcome.of("healthy", Tally.none(), List.of(), null),
                Outcome.of("missed", ONE_DOUBLE_FREE, List.of(), null)));

        assertThat(table.lines().map(line -> line.trim().split(" {2,}"))).containsExactly(
                new String[] {"SCENARIO", "EXPECTED", "FOUND", "FOLLOW-UPS", "VERDICT"},
                new String[] {"healthy", "none", "none", "none", "as expected"},
                new String[] {"missed", "1 DOUBLE_FREE", "none", "none", "NOT AS EXPECTED"});
    }

    @Test
    void anOutcomeReachesAnotherVirtualMachine() {
        Outcome outcome = Outcome.of("twice", ONE_DOUBLE_FREE, List.of(violation(ViolationKind.DOUBLE_FREE, 3, 0),
                violation(ViolationKind.LEAK, 4, 0), violation(ViolationKind.DOUBLE_ALLOC, 5, 3)), "in two\nlines");

        assertThat(Outcome.isLine(outcome.toLine())).isTrue();
        assertThat(Outcome.ofLine(outcome.toLine())).isEqualTo(new Outcome("twice", ONE_DOUBLE_FREE, outcome.found(), 1, "in two lines"));
        Outcome none = Outcome.of("healthy", Tally.none(), List.of(), null);
        assertThat(Outcome.ofLine(none.toLine())).isEqualTo(none);
        assertThat(Outcome.isLine("OUTCOMES vary")).isFalse();
    }

    private static Violation violation(ViolationKind kind, int sequence, int cause) {
        return new Violation(Incident.of(kind, Operation.TAKE_BACK).in("netty-pooled", 1, "region 1")
                .at(new Extent(0, 1, Extent.NO_SLOT, 0, 8192)).followingFrom(cause), sequence, PoolClasses.unknown());
    }
}
