package io.pageconsistency.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.pageconsistency.agent.weaving.ModuleStatus;

class CoverageTest {
    private static final ModuleStatus WOVEN = new ModuleStatus("pool", "somewhere", 3, 3, true, null);
    private static final ModuleStatus REFUSED = new ModuleStatus("pool", "elsewhere", 3, 0, false, "a symbol is missing");

    private static final ModuleStatus NOTICED = new ModuleStatus("pool", "there", 1, 1, true, "not covered yet");

    @Test
    void saysNothingWhenEverythingWasSeen() {
        assertThat(Coverage.gaps(0, 0, false, List.of(REFUSED, WOVEN), List.of())).isEmpty();
    }

    @Test
    void saysHowManyOperationsWereNotChecked() {
        assertThat(Coverage.gaps(1, 0, false, List.of(WOVEN), List.of())).singleElement().asString().contains("not checked   1 operation on");
        assertThat(Coverage.gaps(0, 3, false, List.of(WOVEN), List.of())).singleElement().asString().contains("3 findings were ignored");
        assertThat(Coverage.gaps(2, 0, false, List.of(WOVEN), List.of())).singleElement().asString().contains("not checked   2 operations on");
    }

    @Test
    void saysWhenNothingWasWoven() {
        assertThat(Coverage.gaps(0, 0, false, List.of(REFUSED), List.of())).singleElement().asString().contains("not checked   anything");
        assertThat(Coverage.gaps(0, 0, false, List.of(NOTICED), List.of())).singleElement().asString().contains("not checked   anything");
        assertThat(Coverage.gaps(0, 0, false, List.of(), List.of())).singleElement().asString().contains("not checked   anything");
    }

    @Test
    void namesDescriptionsForWhichThereWasNothing() {
        assertThat(Coverage.gaps(0, 0, false, List.of(WOVEN), List.of("mine of pools.yaml:2: no class"))).singleElement().asString()
                .isEqualTo("  not checked   mine of pools.yaml:2: no class");
        assertThat(Coverage.failures(List.of(WOVEN), List.of("mine of pools.yaml:2: no class")))
                .containsExactly("mine of pools.yaml:2: no class");
    }

    @Test
    void provesNothingWhereACopyIsNotCoveredOrNoneWasMet() {
        assertThat(Coverage.failures(List.of(WOVEN), List.of())).isEmpty();
        assertThat(Coverage.failures(List.of(WOVEN, REFUSED), List.of()))
                .containsExactly("pool does not cover elsewhere: a symbol is missing");
        assertThat(Coverage.failures(List.of(NOTICED, WOVEN), List.of())).containsExactly("pool does not cover there: not covered yet");
        assertThat(Coverage.failures(List.of(), List.of())).containsExactly("no allocator that is watched was met");
    }

    @Test
    void namesAllThatIsUncheckedWhileTheRunGoesOn() {
        assertThat(Coverage.unchecked(0, 0, false, List.of(WOVEN))).isEmpty();
        assertThat(Coverage.unchecked(0, 0, true, List.of(WOVEN))).containsExactly(Coverage.FORGETFUL);
        assertThat(Coverage.unchecked(2, 1, false, List.of(WOVEN, REFUSED))).containsExactly(
                "pool does not cover elsewhere: a symbol is missing",
                "2 operations on memory whose beginning the agent did not see",
                "what became of memory of pools that had been collected: 1 finding was ignored");
        assertThat(Coverage.unchecked(0, 0, false, List.of())).containsExactly("no allocator that is watched was met");
    }
}
