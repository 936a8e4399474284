package io.pageconsistency.benchmarks;

import java.util.Map;

/**
 * A column of ratios, and the budget it is held against.
 *
 * @param title as the table shows it
 * @param over the variant whose time is divided
 * @param under the variant it is divided by
 * @param atLeast whether the budget is a lower bound: how many times faster the second variant must be
 * @param budgets the bound by row title; rows that are not in it have none
 */
record Comparison(String title, String over, String under, boolean atLeast, Map<String, Double> budgets) {
    static Comparison atMost(String title, String over, String under, Map<String, Double> budgets) {
        return new Comparison(title, over, under, false, budgets);
    }

    static Comparison atLeast(String title, String over, String under, Map<String, Double> budgets) {
        return new Comparison(title, over, under, true, budgets);
    }

    static Comparison plain(String title, String over, String under) {
        return new Comparison(title, over, under, false, Map.of());
    }

    boolean missed(String row, double ratio) {
        Double budget = budgets.get(row);
        return budget != null && (atLeast ? ratio < budget : ratio > budget);
    }

    /** The budget in words, or nothing. */
    String budget(String row) {
        Double budget = budgets.get(row);
        return budget == null ? "" : (atLeast ? "≥ " : "≤ ") + budget;
    }
}
