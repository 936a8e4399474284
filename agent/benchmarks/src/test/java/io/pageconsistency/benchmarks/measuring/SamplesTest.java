package io.pageconsistency.benchmarks.measuring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

import org.junit.jupiter.api.Test;

class SamplesTest {
    private final Variant bare = new Variant("bare", "none", List.of());
    private final Variant checked = new Variant("checked", "none", List.of());
    private final Row row = new Row("row", Map.of(), List.of(bare, checked));
    private final Samples samples = new Samples();

    /** The machine is three times as slow in the second round. That must not show in the ratio. */
    private void measure() {
        double[] speed = {1, 3, 1};
        double[] factor = {1.2, 1.3, 1.1};
        for (int round = 0; round < speed.length; round++) {
            samples.add(row, bare, round, 10 * speed[round]);
            samples.add(row, checked, round, 10 * speed[round] * factor[round]);
        }
    }

    @Test
    void comparesEachRoundWithItself() {
        measure();

        Samples.Spread ratio = samples.ratio(row, "checked", "bare");

        assertThat(List.of(ratio.median(), ratio.least(), ratio.most()))
                .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-9 ? 0 : 1).containsExactly(1.2, 1.1, 1.3);
    }

    @Test
    void takesTheMiddleOfTwo() {
        assertThat(Samples.median(DoubleStream.of(4, 1, 3, 2))).isEqualTo(2.5);
    }

    @Test
    void showsAMissedBudgetInBold() {
        measure();

        List<String> kept = table(1.25);
        List<String> missed = table(1.15);

        assertThat(kept).containsExactly("| what | bare, ns | checked |", "| --- | ---: | ---: |",
                "| row | 10.0 | 1.20 × (1.10–1.30) ≤ 1.25 |");
        assertThat(missed.get(2)).isEqualTo("| row | 10.0 | **1.20 ×** (1.10–1.30) ≤ 1.15 |");
    }

    @Test
    void showsDifferencesInNanoseconds() {
        measure();

        assertThat(MarkdownTable.of("what", List.of(row), "bare",
                List.of(Comparison.nanosMore("more", "checked", "bare", Map.of("row", 1.5))), samples).get(2))
                .isEqualTo("| row | 10.0 | **2.00 ns** (1.00–9.00) ≤ 1.5 |");
    }

    private List<String> table(double budget) {
        return MarkdownTable.of("what", List.of(row), "bare",
                List.of(Comparison.atMost("checked", "checked", "bare", Map.of("row", budget)),
                        Comparison.plain("not measured", "absent", "bare")), samples);
    }
}
