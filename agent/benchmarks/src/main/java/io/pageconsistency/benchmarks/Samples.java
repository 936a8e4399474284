package io.pageconsistency.benchmarks;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/** Nanoseconds per operation by row, variant and round. Not thread-safe. */
final class Samples {
    private record Cell(String row, String variant) {
    }

    /**
     * A ratio over the rounds.
     *
     * @param median of the rounds' ratios
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

    /** How many times as long as another variant one takes; each round is compared with itself only. */
    Spread ratio(Row row, String over, String under) {
        Map<Integer, Double> unders = of(row, under);
        double[] ratios = of(row, over).entrySet().stream()
                .mapToDouble(sample -> sample.getValue() / unders.get(sample.getKey())).sorted().toArray();
        return new Spread(median(Arrays.stream(ratios)), ratios[0], ratios[ratios.length - 1]);
    }

    private Map<Integer, Double> of(Row row, String variant) {
        return samples.get(new Cell(row.title(), variant));
    }

    static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
