package io.pageconsistency.benchmarks.measuring;

import java.util.Map;

/**
 * A column of ratios or differences, and the budget it is held against.
 *
 * @param title as the table shows it
 * @param over the variant whose time is divided, or less which another is taken
 * @param under that other
 * @param kind what is shown, and on which side of the budget it is to stay
 * @param budgets the bound by row title; rows that are not in it have none
 */
public record Comparison(String title, String over, String under, Kind kind, Map<String, Double> budgets) {
    /** What is made of the two times. */
    enum Kind {
        /** How many times as long; not more than the budget. */
        AT_MOST,
        /** How many times as long; not less than the budget. */
        AT_LEAST,
        /** How many nanoseconds longer; not more than the budget. */
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

    /** What is shown of a row. */
    Samples.Spread of(Row row, Samples samples) {
        return kind == Kind.NANOS_MORE ? samples.difference(row, over, under) : samples.ratio(row, over, under);
    }

    /** What the figures of the column end with. */
    String unit() {
        return kind == Kind.NANOS_MORE ? " ns" : " ×";
    }

    boolean missed(String row, double figure) {
        Double budget = budgets.get(row);
        return budget != null && (kind == Kind.AT_LEAST ? figure < budget : figure > budget);
    }

    /** The budget in words, or nothing. */
    String budget(String row) {
        Double budget = budgets.get(row);
        return budget == null ? "" : (kind == Kind.AT_LEAST ? "≥ " : "≤ ") + budget;
    }
}
