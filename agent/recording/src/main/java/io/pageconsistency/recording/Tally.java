package io.pageconsistency.recording;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.pageconsistency.recording.finding.Finding;

/**
 * A list of root causes with their counts.
 *
 * @param faults the most important first
 */
public record Tally(List<Fault> faults) {
    public boolean isEmpty() {
        return faults.isEmpty();
    }

    public int size() {
        return faults.size();
    }

    /** The number of occurrences of all faults. */
    public long times() {
        return faults.stream().mapToLong(Fault::count).sum();
    }

    /** One tally for each kind, the most important kind first. */
    public List<Tally> byKind() {
        Map<String, List<Fault>> kinds = faults.stream()
                .collect(Collectors.groupingBy(Tally::kind, LinkedHashMap::new, Collectors.toList()));
        return kinds.values().stream().map(Tally::new).toList();
    }

    /** The kind and its certainty. */
    private static String kind(Fault fault) {
        Finding first = fault.first();
        return fault.kind() + (first.suspect() ? " (suspect)" : first.isRoot() ? "" : " (follows from an earlier violation)");
    }

    /** For example {@code 2 DOUBLE_FREE, SIZE_MISMATCH}. */
    public String kinds() {
        return byKind().stream().map(those -> (those.size() == 1 ? "" : those.size() + " ") + kind(those.faults.get(0)))
                .collect(Collectors.joining(", "));
    }

    /** For example {@code 2 root causes, met 5 times}. */
    @Override
    public String toString() {
        return Amount.of(size(), "root cause") + (times() == size() ? "" : ", met " + times() + " times");
    }
}
