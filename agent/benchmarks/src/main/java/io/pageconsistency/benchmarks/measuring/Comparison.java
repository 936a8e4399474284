package io.pageconsistency.benchmarks.measuring;

import java.util.Map;

/**
 * A column of ratios or differences, and the budget that they are compared with.
 *
 * @param title the heading of the column
 * @param over the variant whose time is divided, or from whose time the other time is subtracted
 * @param under the other variant
 * @param kind what the column shows, and on which side of the budget it must stay
 * @param budgets the bound by row title; other rows have no bound
 */
public record Comparison(String title, String over, String under, Kind kind, Map<String, Double> budgets) {
    /** How the two times are combined. */
    enum Kind {
        /** The ratio of the times; at most the budget. */
        AT_MOST,
        /** The ratio of the times; at least the budget. */
        AT_LEAST,
        /** The difference in nanoseconds; at most the budget. */
        NANOS_MORE
    }

    public static Comparison atMost(String title, String over, String under, Map<String, Double> budgets) {
        return new Comparison(title, over, under, Kind.AT_MOST, budgets);
    }

    public static Comparison atLeast(String title, String over, String under, Map<String, Double> budgets) {
        return new Comparison(title, over, under, Kind.AT_LEAST, budgets);
    }

    public static Comparison nanosMore(String title, String over, String under, Map<String, Double> budgets) {
        return new Comparison(title, over, under, Kind.NANOS_MORE, budgets);
    }

    public static Comparison plain(String title, String over, String under) {
        return new Comparison(title, over, under, Kind.AT_MOST, Map.of());
    }

    /** The figure of a row. */
    Samples.Spread of(Row row, Samples samples) {
        return kind == Kind.NANOS_MORE ? samples.difference(row, over, under) : samples.ratio(row, over, under);
    }

    /** The unit of the column. */
    String unit() {
        return kind == Kind.NANOS_MORE ? " ns" : " ×";
    }

    boolean missed(String row, double figure) {
        Double budget = budgets.get(row);
        return budget != null && (kind == Kind.AT_LEAST ? figure < budget : figure > budget);
    }

    /** The budget in words; empty if there is none. */
    String budget(String row) {
        Double budget = budgets.get(row);
        return budget == null ? "" : (kind == Kind.AT_LEAST ? "≥ " : "≤ ") + budget;
    }
}
