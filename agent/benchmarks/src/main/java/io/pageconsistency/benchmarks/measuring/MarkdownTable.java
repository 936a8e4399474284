package io.pageconsistency.benchmarks.measuring;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Turns samples into a table that can be pasted into the documentation. */
public final class MarkdownTable {
    private MarkdownTable() {
    }

    /**
     * One line for each row: the base in nanoseconds, then each ratio or difference as "median (least–most)". A missed budget is
     * bold. Columns without a measured value are left out.
     */
    static List<String> of(String corner, List<Row> rows, String base, List<Comparison> comparisons, Samples samples) {
        List<Comparison> shown = comparisons.stream()
                .filter(c -> rows.stream().anyMatch(row -> measured(row, c, samples))).toList();
        List<String> lines = new ArrayList<>();
        lines.add(line(Stream.concat(Stream.of(corner, base + ", ns"), shown.stream().map(Comparison::title))));
        lines.add(line(Stream.concat(Stream.of("---"), Stream.generate(() -> "---:").limit(shown.size() + 1L))));
        for (Row row : rows) {
            if (samples.has(row, base)) {
                lines.add(line(Stream.concat(Stream.of(row.title(), number(samples.nanos(row, base))),
                        shown.stream().map(comparison -> cell(row, comparison, samples)))));
            }
        }
        return lines;
    }

    private static boolean measured(Row row, Comparison comparison, Samples samples) {
        return samples.has(row, comparison.over()) && samples.has(row, comparison.under());
    }

    private static String cell(Row row, Comparison comparison, Samples samples) {
        if (!measured(row, comparison, samples)) {
            return "–";
        }
        Samples.Spread figure = comparison.of(row, samples);
        String median = number(figure.median()) + comparison.unit();
        String budget = comparison.budget(row.title());
        return (comparison.missed(row.title(), figure.median()) ? "**" + median + "**" : median)
                + " (" + number(figure.least()) + "–" + number(figure.most()) + ")"
                + (budget.isEmpty() ? "" : " " + budget);
    }

    /** Three digits: the spread never justifies more. */
    static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }

    public static String line(Stream<String> cells) {
        return cells.collect(Collectors.joining(" | ", "| ", " |"));
    }
}
