package io.pageconsistency.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import io.pageconsistency.benchmarks.measuring.Comparison;
import io.pageconsistency.benchmarks.measuring.Measuring;
import io.pageconsistency.benchmarks.measuring.Row;
import io.pageconsistency.benchmarks.measuring.Variant;
import io.pageconsistency.ledger.WholeScan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures a scan of the whole record, next to reading the cells alone. */
@Command(name = "scan", description = "A validation of the record of 8 GiB, beside reading its cells alone.")
final class ScanCommand implements Callable<Integer> {
    private static final String BASE = "validate";
    private static final double PAGE_BYTES = 8192;
    private static final long BUDGET_A_SECOND = 20L << 40;

    @Mixin
    private Measuring measuring;

    @Override
    public Integer call() throws Exception {
        measuring.print("A validation of " + WholeScan.CELLS + " cells. 20 TiB of 8 KiB pages a second are "
                + Math.round(WholeScan.CELLS * PAGE_BYTES / BUDGET_A_SECOND * 1e9) + " ns", "regions of", rows(),
                BASE, List.of(Comparison.plain("reading alone", "bareReads", BASE)));
        return 0;
    }

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int pages : new int[] {512, 2048, 1 << 20}) {
            rows.add(new Row(pages + " pages", Map.of("pages", Integer.toString(pages)),
                    List.of(Variant.of(WholeScan.class, BASE), Variant.of(WholeScan.class, "bareReads"))));
        }
        return rows;
    }
}
