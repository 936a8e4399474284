package io.pageconsistency.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.pageconsistency.agent.weaving.ModuleStatus;

class CoverageTest {
    private static final ModuleStatus WOVEN = new ModuleStatus("pool", "somewhere", 3, 3, true, null);
    private static final ModuleStatus REFUSED = new ModuleStatus("pool", "elsewhere", 3, 0, false, "a symbol is missing");

    @Test
    void saysNothingWhenEverythingWasSeen() {
        assertThat(Coverage.gaps(0, List.of(REFUSED, WOVEN))).isEmpty();
    }

    @Test
    void saysHowManyOperationsWereNotChecked() {
        assertThat(Coverage.gaps(1, List.of(WOVEN))).singleElement().asString().contains("1 operation was not checked");
        assertThat(Coverage.gaps(2, List.of(WOVEN))).singleElement().asString().contains("2 operations were not checked");
    }

    @Test
    void saysWhenNothingWasWoven() {
        assertThat(Coverage.gaps(0, List.of(REFUSED))).singleElement().asString().contains("nothing was checked");
        assertThat(Coverage.gaps(0, List.of())).singleElement().asString().contains("nothing was checked");
    }
}
