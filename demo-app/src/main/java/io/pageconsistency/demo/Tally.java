package io.pageconsistency.demo;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;

/**
 * The number of findings of each kind.
 *
 * @param counts without zeros
 */
public record Tally(Map<ViolationKind, Integer> counts) {
    private static final String NONE = "none";

    /** No findings. */
    public static Tally none() {
        return new Tally(Map.of());
    }

    public static Tally of(ViolationKind kind, int count) {
        return new Tally(Map.of(kind, count));
    }

    /** Counts the root causes. Leaks are included, because the demo does not expect any. */
    public static Tally ofRoots(List<Violation> findings) {
        Map<ViolationKind, Integer> counts = new EnumMap<>(ViolationKind.class);
        findings.stream().filter(v -> !v.isFollowUp()).forEach(v -> counts.merge(v.kind(), 1, Integer::sum));
        return new Tally(counts);
    }

    /** The reverse of {@link #toString}. */
    static Tally parse(String text) {
        Map<ViolationKind, Integer> counts = new EnumMap<>(ViolationKind.class);
        for (String each : text.equals(NONE) ? new String[0] : text.split(", ")) {
            int blank = each.indexOf(' ');
            counts.put(ViolationKind.valueOf(each.substring(blank + 1)), Integer.parseInt(each.substring(0, blank)));
        }
        return new Tally(counts);
    }

    /** For a table: {@code none}, or kinds with their counts. */
    @Override
    public String toString() {
        return counts.isEmpty() ? NONE : counts.entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey()).sorted().collect(Collectors.joining(", "));
    }
}
