package io.pageconsistency.benchmarks.measuring;

import java.util.ArrayList;
import java.util.List;

import picocli.CommandLine.Option;

/** The options that every measuring command has. */
public final class Measuring {
    @Option(names = "--rounds", defaultValue = "7", paramLabel = "<n>",
            description = "How often everything is measured (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--quick", description = "One round of short forks: shows that everything runs, measures little.")
    private boolean quick;

    @Option(names = "--only", split = ",", paramLabel = "<text>",
            description = "Only rows whose title, or variants whose name, contains one of these; the base is always measured.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--jvm", paramLabel = "<java>", description = "The java to measure with (default: the one that runs this).")
    private String jvm;

    /**
     * Measures and prints; progress goes to the standard error, the table to the standard output.
     *
     * @param base the variant that is shown in nanoseconds
     */
    public void print(String title, String corner, List<Row> rows, String base, List<Comparison> comparisons) throws Exception {
        print(title, corner, rows, base, comparisons, new BenchmarkForks(quick ? Effort.QUICK : Effort.FULL, jvm));
    }

    /** Does the same with other forks than those of JMH. */
    public void print(String title, String corner, List<Row> rows, String base, List<Comparison> comparisons, Forks forks)
            throws Exception {
        List<Row> chosen = chosen(rows, base);
        Rounds measuring = new Rounds(quick ? 1 : rounds, forks, System.err);
        Samples samples = measuring.measure(chosen);
        System.out.println(title + ". " + measuring.machine() + ".");
        System.out.println();
        MarkdownTable.of(corner, chosen, base, comparisons, samples).forEach(System.out::println);
        System.out.println();
    }

    public boolean isQuick() {
        return quick;
    }

    /** The {@code java} to measure with, or null for the one that runs this program. */
    public String jvm() {
        return jvm;
    }

    /** Applies {@code --only}: texts that match rows choose among rows, texts that match variants among variants. */
    private List<Row> chosen(List<Row> rows, String base) {
        List<Row> byTitle = rows.stream().filter(row -> matches(row.title())).toList();
        return (byTitle.isEmpty() ? rows : byTitle).stream()
                .map(row -> row.with(chosenVariants(row, base))).toList();
    }

    private List<Variant> chosenVariants(Row row, String base) {
        List<Variant> byName = row.variants().stream().filter(v -> matches(v.name())).toList();
        return byName.isEmpty() ? row.variants()
                : row.variants().stream().filter(v -> v.name().equals(base) || byName.contains(v)).toList();
    }

    private boolean matches(String text) {
        return only.isEmpty() || only.stream().anyMatch(text::contains);
    }
}
