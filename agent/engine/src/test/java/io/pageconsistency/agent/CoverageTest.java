package io.pageconsistency.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.pageconsistency.agent.instrument.ModuleStatus;

class CoverageTest {
    private static final ModuleStatus WOVEN = new ModuleStatus("pool", "somewhere", 3, 3, true, null);
    private static final ModuleStatus REFUSED = new ModuleStatus("pool", "elsewhere", 3, 0, false, "a symbol is missing");

    private static final Unseen ALL_SEEN = new Unseen(0, 0, false, false, 0, false);
    private static final ModuleStatus NOTICED = new ModuleStatus("pool", "there", 1, 1, true, "not covered yet");

    @Test
    void saysNothingWhenEverythingWasSeen() {
        assertThat(Coverage.gaps(ALL_SEEN, List.of(REFUSED, WOVEN), List.of())).isEmpty();
    }

    @Test
    void saysHowManyOperationsWereNotChecked() {
        assertThat(Coverage.gaps(new Unseen(1, 0, false, false, 0, false), List.of(WOVEN), List.of())).singleElement().asString().contains("not checked   1 operation on");
        assertThat(Coverage.gaps(new Unseen(0, 3, false, false, 0, false), List.of(WOVEN), List.of())).singleElement().asString().contains("3 findings were ignored");
        assertThat(Coverage.gaps(new Unseen(2, 0, false, false, 0, false), List.of(WOVEN), List.of())).singleElement().asString().contains("not checked   2 operations on");
    }

    @Test
    void saysWhenNothingWasWoven() {
        assertThat(Coverage.gaps(ALL_SEEN, List.of(REFUSED), List.of())).singleElement().asString().contains("not checked   everything");
        assertThat(Coverage.gaps(ALL_SEEN, List.of(NOTICED), List.of())).singleElement().asString().contains("not checked   everything");
        assertThat(Coverage.gaps(ALL_SEEN, List.of(), List.of())).singleElement().asString().contains("not checked   everything");
    }

    @Test
    void namesDescriptionsForWhichThereWasNothing() {
        assertThat(Coverage.gaps(ALL_SEEN, List.of(WOVEN), List.of("mine of pools.yaml:2: no class"))).singleElement().asString()
                .isEqualTo("  not checked   mine of pools.yaml:2: no class");
        assertThat(Coverage.failures(ALL_SEEN, List.of(WOVEN), List.of("mine of pools.yaml:2: no class")))
                .containsExactly("mine of pools.yaml:2: no class");
    }

    @Test
    void provesNothingWhereACopyIsNotCoveredOrNoneWasMet() {
        assertThat(Coverage.failures(ALL_SEEN, List.of(WOVEN), List.of())).isEmpty();
        assertThat(Coverage.failures(ALL_SEEN, List.of(WOVEN, REFUSED), List.of()))
                .containsExactly("pool does not cover elsewhere: a symbol is missing");
        assertThat(Coverage.failures(ALL_SEEN, List.of(NOTICED, WOVEN), List.of())).containsExactly("pool does not cover there: not covered yet");
        assertThat(Coverage.failures(ALL_SEEN, List.of(), List.of())).containsExactly("no known allocator was used");
    }

    /** What the agent ignores or forgets because of the program is not a failure of the agent. */
    @Test
    void provesNothingWhereWhatIsCoveredWasNotChecked() {
        assertThat(Coverage.failures(new Unseen(0, 5, true, false, 0, false), List.of(WOVEN), List.of())).isEmpty();
        assertThat(Coverage.failures(new Unseen(2, 0, false, false, 1, false), List.of(WOVEN), List.of())).containsExactly(
                "not checked: what 1 error inside the agent interrupted",
                "not checked: 2 operations on memory that the agent did not see being allocated");
    }

    @Test
    void saysSoWhenTheHooksAreOut() {
        Unseen unseen = new Unseen(0, 0, false, false, 1_003, true);

        assertThat(Coverage.gaps(unseen, List.of(WOVEN), List.of()))
                .containsExactly("  not checked   anything, since there were 1003 errors inside the agent: its hooks were taken out");
        assertThat(Coverage.unchecked(unseen, List.of(WOVEN)))
                .containsExactly("anything, since there were 1003 errors inside the agent: its hooks were taken out");
        assertThat(Coverage.failures(unseen, List.of(WOVEN), List.of()))
                .containsExactly("not checked: what 1003 errors inside the agent interrupted");
    }

    @Test
    void namesAllThatIsUncheckedWhileTheRunGoesOn() {
        assertThat(Coverage.unchecked(ALL_SEEN, List.of(WOVEN))).isEmpty();
        assertThat(Coverage.unchecked(new Unseen(0, 0, true, false, 0, false), List.of(WOVEN))).containsExactly(Unseen.FORGETFUL);
        assertThat(Coverage.unchecked(new Unseen(0, 0, false, true, 0, false), List.of(WOVEN))).containsExactly(Unseen.FREES_IN_DOUBT);
        assertThat(Coverage.unchecked(new Unseen(2, 1, false, false, 0, false), List.of(WOVEN, REFUSED))).containsExactly(
                "pool does not cover elsewhere: a symbol is missing",
                "2 operations on memory that the agent did not see being allocated",
                "memory of pools that had been garbage-collected: 1 finding was ignored");
        assertThat(Coverage.unchecked(ALL_SEEN, List.of())).containsExactly("no known allocator was used");
    }
}
