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
        assertThat(Coverage.gaps(0, 0, List.of(REFUSED, WOVEN))).isEmpty();
    }

    @Test
    void saysHowManyOperationsWereNotChecked() {
        assertThat(Coverage.gaps(1, 0, List.of(WOVEN))).singleElement().asString().contains("not checked   1 operation on");
        assertThat(Coverage.gaps(0, 3, List.of(WOVEN))).singleElement().asString().contains("3 findings were ignored");
        assertThat(Coverage.gaps(2, 0, List.of(WOVEN))).singleElement().asString().contains("not checked   2 operations on");
    }

    @Test
    void saysWhenNothingWasWoven() {
        assertThat(Coverage.gaps(0, 0, List.of(REFUSED))).singleElement().asString().contains("not checked   anything");
        assertThat(Coverage.gaps(0, 0, List.of(NOTICED))).singleElement().asString().contains("not checked   anything");
        assertThat(Coverage.gaps(0, 0, List.of())).singleElement().asString().contains("not checked   anything");
    }

    @Test
    void provesNothingWhereACopyIsNotCoveredOrNoneWasMet() {
        assertThat(Coverage.failures(List.of(WOVEN))).isEmpty();
        assertThat(Coverage.failures(List.of(WOVEN, REFUSED)))
                .containsExactly("pool does not cover elsewhere: a symbol is missing");
        assertThat(Coverage.failures(List.of(NOTICED, WOVEN))).containsExactly("pool does not cover there: not covered yet");
        assertThat(Coverage.failures(List.of())).containsExactly("no allocator that is watched was met");
    }
}
