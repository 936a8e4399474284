package io.pageconsistency.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import io.pageconsistency.benchmarks.measuring.Comparison;
import io.pageconsistency.benchmarks.measuring.Measuring;
import io.pageconsistency.benchmarks.measuring.Row;
import io.pageconsistency.benchmarks.measuring.Variant;
import io.pageconsistency.ledger.AddressLookup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures the lookup of a region by address, with few regions and with many. */
@Command(name = "directory", description = "Finding the region of an address: uniformly among 100 000 regions, 64 hot ones among "
        + "these, and ten regions alone.")
final class DirectoryCommand implements Callable<Integer> {
    private static final String BASE = "uniform";
    private static final String HOT = "hot";
    private static final String TEN = "tenRegions";
    private static final String ROW = "find";

    @Mixin
    private Measuring measuring;

    @Override
    public Integer call() throws Exception {
        measuring.print("From an address to its region: " + AddressLookup.MANY + " regions, uniformly asked for (at most 80 ns)"
                + ", or the same " + AddressLookup.HOT + " of them, or " + AddressLookup.FEW + " regions alone", "directory", rows(),
                BASE, List.of(Comparison.atMost("64 hot / ten regions", HOT, TEN, Map.of(ROW, 2.0)),
                        Comparison.plain("uniform / ten regions", BASE, TEN)));
        return 0;
    }

    static List<Row> rows() {
        return List.of(new Row(ROW, Map.of(), Stream.of(BASE, HOT, TEN)
                .map(way -> Variant.of(AddressLookup.class, way)).toList()));
    }
}
