package io.pageconsistency.jmc;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.openjdk.jmc.common.item.IItemCollection;

/** Findings in the order of their sequence. What the agent was told to suppress is in no recording. */
record Findings(List<Finding> all) {
    static Findings of(IItemCollection items) {
        return new Findings(RecordedItem.of(items, RecordedItem.VIOLATION).stream().map(Finding::of)
                .sorted(Comparator.comparingLong(Finding::sequence)).toList());
    }

    /** Those that count: root causes that are certain, leaks left out. */
    Findings violations() {
        return only(Finding::isViolation);
    }

    Findings leaks() {
        return only(Finding::isLeak);
    }

    Findings followUps() {
        return only(Finding::isFollowUp);
    }

    Findings suspects() {
        return only(Finding::isSuspect);
    }

    private Findings only(Predicate<Finding> which) {
        return new Findings(all.stream().filter(which).toList());
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    int size() {
        return all.size();
    }

    /** The commonest kind first. */
    List<Findings> byKind() {
        return grouped(Finding::kind);
    }

    /** The commonest fault first. */
    List<Findings> byFault() {
        return grouped(Finding::fingerprint);
    }

    private List<Findings> grouped(Function<Finding, String> by) {
        Map<String, List<Finding>> groups = all.stream()
                .collect(Collectors.groupingBy(finding -> String.valueOf(by.apply(finding)), LinkedHashMap::new, Collectors.toList()));
        return groups.values().stream().map(Findings::new).sorted(Comparator.comparingInt(Findings::size).reversed()).toList();
    }

    Finding first() {
        return all.get(0);
    }

    /** Of a fault that is met very often not each finding is recorded. */
    boolean isThinnedOut() {
        return byFault().stream().anyMatch(Findings::hasGaps);
    }

    private boolean hasGaps() {
        return all.get(size() - 1).repeat() - first().repeat() >= size();
    }

    /** For example {@code 2 DOUBLE_FREE, 1 SIZE_MISMATCH}. */
    String counts() {
        return byKind().stream().map(those -> those.size() + " " + those.first().kind()).collect(Collectors.joining(", "));
    }
}
