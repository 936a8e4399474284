package io.pageconsistency.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import io.pageconsistency.benchmarks.measuring.Comparison;
import io.pageconsistency.benchmarks.measuring.Measuring;
import io.pageconsistency.benchmarks.measuring.Row;
import io.pageconsistency.benchmarks.measuring.Variant;
import io.pageconsistency.benchmarks.pairs.TrackedPoolPair;

/** Measures the cost of recording pools that the agent knows only by a description. */
@Command(name = "pools", description = "A page taken from and given back to a bitmap pool, told by the API, and told as woven "
        + "code does for a pool by description.")
final class TrackedPoolCommand implements Callable<Integer> {
    private static final String BARE = "bare";
    private static final String ONE_PAGE = "1 page";

    @Mixin
    private Measuring measuring;

    @Override
    public Integer call() throws Exception {
        measuring.print("A page from a bitmap pool and back, one thread", "pair of", rows(), BARE, comparisons());
        return 0;
    }

    static List<Row> rows() {
        return List.of(new Row(ONE_PAGE, Map.of(), List.of(Variant.of(TrackedPoolPair.class, "bare"), Variant.of(TrackedPoolPair.class, "api"),
                Variant.of(TrackedPoolPair.class, "addresses"), Variant.of(TrackedPoolPair.class, "handles"),
                Variant.of(TrackedPoolPair.class, "numbers"), Variant.of(TrackedPoolPair.class, "objects"),
                Variant.of(TrackedPoolPair.class, "bytes"))));
    }

    private static List<Comparison> comparisons() {
        return List.of(more("by the API", "api", 40), more("by addresses", "addresses", 150),
                more("by addresses, new objects told apart", "handles", 150), more("by numbers", "numbers", 150),
                more("by objects", "objects", 150),
                Comparison.nanosMore("by addresses, without pages", "bytes", BARE, Map.of()));
    }

    private static Comparison more(String title, String variant, double nanos) {
        return Comparison.nanosMore(title, variant, BARE, Map.of(ONE_PAGE, nanos));
    }
}
