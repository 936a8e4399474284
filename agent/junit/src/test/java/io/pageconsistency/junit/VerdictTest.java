package io.pageconsistency.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Extent;
import io.pageconsistency.Holding;
import io.pageconsistency.Party;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;

class VerdictTest {
    private final Verdict verdict = new Verdict("");

    @Test
    void theFirstViolationGivesMessageAndCauses() throws Exception {
        List<Party> parties = new ArrayList<>();
        Found.elsewhere(() -> parties.addAll(List.of(new Party(), new Party())));
        Violation violation = Found.violation(ViolationKind.DOUBLE_FREE, parties.get(0), parties.get(1));
        verdict.violations(List.of(violation));

        PageConsistencyFailure failure = verdict.failure("somewhere.jfr", VerdictTest.class);

        assertThat(failure).hasMessageStartingWith(violation.toString()).hasMessageEndingWith("  recording     somewhere.jfr");
        assertThat(failure.getStackTrace()[0].getClassName()).isEqualTo(VerdictTest.class.getName());
        Throwable guilty = failure.getCause();
        assertThat(guilty).hasMessage("take back on thread \"" + Thread.currentThread().getName() + "\"");
        assertThat(guilty.getStackTrace()[0].getMethodName()).isEqualTo("violation");
        assertThat(guilty.getCause()).hasMessageStartingWith("freed by thread \"elsewhere\"");
        assertThat(guilty.getCause().getCause()).hasMessageStartingWith("allocated by thread \"elsewhere\"").hasNoCause();
    }

    @Test
    void manyViolationsAreAllNamed() {
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            violations.add(Found.violation(ViolationKind.DOUBLE_FREE));
        }
        verdict.violations(violations);

        assertThat(violations).allSatisfy(violation -> assertThat(verdict.failure(null, null)).hasMessageContaining(
                violation.toString()));
        assertThat(verdict.failure(null, null).getCause()).hasMessageStartingWith("take back on thread");
    }

    @Test
    void exactlyTheExpectedViolationsPass() {
        verdict.unlessAsExpected(Map.of(ViolationKind.DOUBLE_FREE, 2), List.of(Found.violation(ViolationKind.DOUBLE_FREE),
                Found.violation(ViolationKind.DOUBLE_FREE)));

        assertThat(verdict.isInnocent()).isTrue();
    }

    @Test
    void otherViolationsFail() {
        verdict.unlessAsExpected(Map.of(ViolationKind.DOUBLE_FREE, 2),
                List.of(Found.violation(ViolationKind.DOUBLE_FREE), Found.violation(ViolationKind.LEAK)));

        assertThat(verdict.isInnocent()).isFalse();
        assertThat(verdict.failure(null, null)).hasMessageStartingWith("expected 2 DOUBLE_FREE, found 1 DOUBLE_FREE, 1 LEAK");
    }

    @Test
    void namesHeldMemoryAndItsHolder() {
        Extent extent = new Extent(3, 1, Extent.NO_SLOT, 4_096, 8_192);
        verdict.held(List.of(new Holding(7, "pool", extent, null), new Holding(7, "pool", extent, new Party())), 20);

        PageConsistencyFailure failure = verdict.failure(null, VerdictTest.class);

        assertThat(failure).hasMessageContainingAll(
                "held and not given back within 20 ms: 2 pieces of memory", "page 3, 8192 bytes at 0x1000 of region 7 (pool)",
                "taken by \"" + Thread.currentThread().getName() + "\"", "at io.pageconsistency.junit.VerdictTest.names",
                "taken by a call that is not on record (stacks=all records every one)");
        assertThat(failure.getStackTrace()[0].getMethodName()).isEqualTo("namesHeldMemoryAndItsHolder");
        assertThat(failure.getCause()).hasNoCause()
                .hasMessageStartingWith("taken by thread \"" + Thread.currentThread().getName() + "\" at ");
    }

    @Test
    void countsHeldPiecesWhenThereAreMany() {
        Extent extent = new Extent(3, 1, Extent.NO_SLOT, 4_096, 8_192);
        verdict.held(Collections.nCopies(12, new Holding(7, "pool", extent, null)), 20);

        assertThat(verdict.failure(null, null)).hasMessageContaining(": 12 pieces of memory").hasMessageEndingWith("  and 2 more");
        assertThat(verdict.failure(null, null).getMessage().split("of region 7", -1)).as("named pieces").hasSize(1 + 10);
    }

    /** The garbage collector's thread notices the leak, and its stack would not help. */
    @Test
    void namesThePartyThatTookLostMemory() throws Exception {
        List<Party> parties = new ArrayList<>();
        Found.elsewhere(() -> parties.add(new Party()));
        verdict.violations(List.of(Found.violation(ViolationKind.LEAK, parties.get(0), null)));

        PageConsistencyFailure failure = verdict.failure(null, VerdictTest.class);

        assertThat(failure.getCause()).hasMessageStartingWith("taken by thread \"elsewhere\" at ").hasNoCause();
        assertThat(failure.getStackTrace()[0].getMethodName()).startsWith("lambda$namesThePartyThatTookLostMemory");
    }

    /** The stack would only show how JUnit called the extension. */
    @Test
    void hasNoStackIfTheTestIsOnNone() {
        Extent extent = new Extent(3, 1, Extent.NO_SLOT, 4_096, 8_192);
        verdict.held(List.of(new Holding(7, "pool", extent, new Party()), new Holding(7, "pool", extent, null)), 20);

        assertThat(verdict.failure(null, String.class)).satisfies(failure -> assertThat(failure.getStackTrace()).isEmpty());
        assertThat(verdict.failure(null, null).getStackTrace()).isNotEmpty();
    }

    private abstract static class Inherited {
        Party take() {
            return new Party();
        }
    }

    private static final class Inheriting extends Inherited {
    }

    @Test
    void beginsAtTheLineOfAnInheritedTest() {
        Extent extent = new Extent(3, 1, Extent.NO_SLOT, 4_096, 8_192);
        verdict.held(List.of(new Holding(7, "pool", extent, new Inheriting().take())), 20);

        assertThat(verdict.failure(null, Inheriting.class).getStackTrace()[0].getMethodName()).isEqualTo("take");
    }

    @Test
    void namesThePlaceIfItIsNotATest() {
        Verdict ofClass = new Verdict("in SomeTest");
        ofClass.complaint("something");

        assertThat(ofClass.failure(null, null)).hasMessage("in SomeTest: something");
    }

    @Test
    void noComplaintMeansNoFailure() {
        verdict.violations(List.of());
        verdict.held(List.of(), 0);

        assertThat(verdict.isInnocent()).isTrue();
    }
}
