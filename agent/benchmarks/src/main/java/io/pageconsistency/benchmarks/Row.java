package io.pageconsistency.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * A piece of work and the ways of doing it that are measured side by side.
 *
 * @param title as the table shows it
 * @param parameters of the benchmarks
 */
record Row(String title, Map<String, String> parameters, List<Variant> variants) {
}
