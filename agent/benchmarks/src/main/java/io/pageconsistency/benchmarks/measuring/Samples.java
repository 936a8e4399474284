package io.pageconsistency.benchmarks.measuring;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.DoubleStream;

/** Nanoseconds per operation by row, variant and round. Not thread-safe. */
public final class Samples {
    private record Cell(String row, String variant) {
    }

    /**
     * A ratio or difference over the rounds.
     *
     * @param median the median of the figures of all rounds
     */
    record Spread(double median, double least, double most) {
    }

    private final Map<Cell, Map<Integer, Double>> samples = new HashMap<>();

    void add(Row row, Variant variant, int round, double nanos) {
        samples.computeIfAbsent(new Cell(row.title(), variant.name()), cell -> new TreeMap<>()).put(round, nanos);
    }

    boolean has(Row row, String variant) {
        return samples.containsKey(new Cell(row.title(), variant));
    }

    /** The variant's median over the rounds. */
    double nanos(Row row, String variant) {
        return median(of(row, variant).values().stream().mapToDouble(Double::doubleValue));
    }

    /** The ratio of the times of two variants. Each ratio compares forks of one round only. */
    Spread ratio(Row row, String over, String under) {
        return spread(row, over, under, (a, b) -> a / b);
    }

    /** The difference of the times of two variants in nanoseconds. Each difference compares forks of one round only. */
    Spread difference(Row row, String over, String under) {
        return spread(row, over, under, (a, b) -> a - b);
    }

    private Spread spread(Row row, String over, String under, DoubleBinaryOperator comparison) {
        Map<Integer, Double> unders = of(row, under);
        double[] figures = of(row, over).entrySet().stream()
                .mapToDouble(sample -> comparison.applyAsDouble(sample.getValue(), unders.get(sample.getKey())))
                .sorted().toArray();
        return new Spread(median(Arrays.stream(figures)), figures[0], figures[figures.length - 1]);
    }

    private Map<Integer, Double> of(Row row, String variant) {
        return samples.get(new Cell(row.title(), variant));
    }

    public static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
