package io.pageconsistency.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import io.pageconsistency.benchmarks.measuring.Comparison;
import io.pageconsistency.benchmarks.measuring.Measuring;
import io.pageconsistency.benchmarks.measuring.Row;
import io.pageconsistency.benchmarks.measuring.Variant;
import io.pageconsistency.ledger.PagePair;
import io.pageconsistency.ledger.SlotPair;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures the record alone, next to the bare steps that it makes and next to the RFC's algorithm. */
@Command(name = "ledger", description = "An allocation and the free of it in the record alone, beside the bare steps that it "
        + "makes and beside the per-page algorithm of the Linux RFC.")
final class LedgerCommand implements Callable<Integer> {
    private static final String STORES = "bare stores";
    private static final String SWAP = "bare store and swap";
    private static final String SLOT = "1 slot";
    private static final Map<String, Double> FASTER_THAN_RFC = Map.of(pages(1), 2.5, pages(8), 8.0, pages(64), 40.0);
    private static final Map<String, Double> BESIDE_BARE = Map.of(pages(1), 1.3, pages(8), 1.3, pages(64), 1.3, SLOT, 1.3);

    @Mixin
    private Measuring measuring;

    @Override
    public Integer call() throws Exception {
        measuring.print("Allocation and free in the record, one thread; in units of the bare steps of a "
                + "hand-out and a take-back: a compare and a store a cell, and one compare-and-set", "pair of", rows(), SWAP, comparisons());
        return 0;
    }

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int count : new int[] {1, 8, 64}) {
            rows.add(new Row(pages(count), Map.of("count", Integer.toString(count)), variants(PagePair.class,
                    "mapReserveRelease", "mapHandOutTakeBack", "ledgerReserveRelease", "ledgerHandOutTakeBack",
                    "rfcBitmapsOnly", "rfc")));
        }
        rows.add(new Row(SLOT, Map.of(), variants(SlotPair.class, "mapReserveRelease", "mapHandOutTakeBack",
                "ledgerHandOutTakeBack")));
        return rows;
    }

    private static List<Comparison> comparisons() {
        return List.of(
                Comparison.atMost("map, reserve + release", "mapReserveRelease", STORES, BESIDE_BARE),
                Comparison.atMost("map, hand out + take back", "mapHandOutTakeBack", SWAP, BESIDE_BARE),
                Comparison.atMost("ledger, reserve + release", "ledgerReserveRelease", STORES, BESIDE_BARE),
                Comparison.atMost("ledger, hand out + take back", "ledgerHandOutTakeBack", SWAP, BESIDE_BARE),
                Comparison.plain("RFC's bitmaps / map, reserve + release", "rfcBitmapsOnly", "mapReserveRelease"),
                Comparison.atLeast("RFC / map, reserve + release", "rfc", "mapReserveRelease", FASTER_THAN_RFC),
                Comparison.atLeast("RFC / ledger, reserve + release", "rfc", "ledgerReserveRelease", FASTER_THAN_RFC));
    }

    private static String pages(int count) {
        return count == 1 ? "1 page" : count + " pages";
    }

    private static List<Variant> variants(Class<?> type, String... methods) {
        return Stream.concat(Stream.of(Variant.of(type, "bareStores").named(STORES), Variant.of(type, "bareStoreAndSwap").named(SWAP)),
                Stream.of(methods).map(method -> Variant.of(type, method))).toList();
    }
}
