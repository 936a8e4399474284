package io.pageconsistency.benchmarks.measuring;

import java.util.List;
import java.util.Map;

/**
 * A piece of work, and the ways of doing it that are compared.
 *
 * @param title the title in the table
 * @param parameters the parameters of the benchmarks
 * @param threads the number of threads that do the work at once
 * @param library a release to be measured in place of the one that this module is built with; null for that one
 */
public record Row(String title, Map<String, String> parameters, int threads, OtherRelease library, List<Variant> variants) {
    public Row(String title, Map<String, String> parameters, List<Variant> variants) {
        this(title, parameters, 1, null, variants);
    }

    /** The same work with more arguments of each virtual machine. */
    public Row withArguments(List<String> more) {
        return with(variants.stream().map(variant -> variant.with(more)).toList());
    }

    Row with(List<Variant> others) {
        return new Row(title, parameters, threads, library, others);
    }
}
