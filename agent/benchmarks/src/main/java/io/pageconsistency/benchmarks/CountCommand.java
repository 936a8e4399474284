package io.pageconsistency.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import io.pageconsistency.benchmarks.measuring.Comparison;
import io.pageconsistency.benchmarks.measuring.Measuring;
import io.pageconsistency.benchmarks.measuring.Row;
import io.pageconsistency.benchmarks.measuring.Variant;
import io.pageconsistency.ledger.Counting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Compares ways of counting operations. Every operation is counted, so counting is part of its cost. */
@Command(name = "count", description = "A hand-out and take-back of one page in the record, counted in several ways.")
final class CountCommand implements Callable<Integer> {
    private static final String BASE = "uncounted";
    private static final List<String> WAYS = List.of("threadCells", "threadLocal", "stripedAtomics", "longAdder");

    @Mixin
    private Measuring measuring;

    @Override
    public Integer call() throws Exception {
        measuring.print("A hand-out and take-back of one page, one thread, one count a pair", "pair of", rows(), BASE,
                WAYS.stream().map(way -> Comparison.plain(way, way, BASE)).toList());
        return 0;
    }

    static List<Row> rows() {
        return List.of(new Row("1 page", Map.of(), Stream.concat(Stream.of(BASE), WAYS.stream())
                .map(way -> Variant.of(Counting.class, way)).toList()));
    }
}
