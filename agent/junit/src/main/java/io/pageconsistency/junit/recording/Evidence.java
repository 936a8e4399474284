package io.pageconsistency.junit.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.pageconsistency.recording.Coverage;
import io.pageconsistency.recording.event.AgentEvent;
import io.pageconsistency.recording.event.EventNames;
import io.pageconsistency.recording.event.JdkEvent;
import io.pageconsistency.recording.finding.Finding;
import jdk.jfr.consumer.RecordedEvent;

/**
 * The events read of a recording so far: the findings, and whether anything was checked at all. Thread-safe.
 */
final class Evidence {
    /** The event types that are read of a recording that is still being written. */
    static final List<String> TYPES = List.of(EventNames.VIOLATION, EventNames.AGENT_STATUS, EventNames.REGION_OPENED,
            EventNames.REGION_CLOSED, EventNames.REGION_STATISTICS);

    private final List<Finding> findings = new ArrayList<>();
    private final Coverage coverage = new Coverage();

    synchronized void add(RecordedEvent event) {
        AgentEvent read = new JdkEvent(event);
        coverage.add(read);
        if (read.type().equals(EventNames.VIOLATION)) {
            findings.add(Finding.of(read));
        }
    }

    synchronized List<RecordedViolation> violations() {
        return findings.stream().filter(Finding::isCounted).map(RecordedViolation::of).toList();
    }

    synchronized List<RecordedViolation> leaks() {
        return findings.stream().filter(Finding::isLeak).map(RecordedViolation::of).toList();
    }

    /** Why the recording does not prove the absence of violations, or null if it does. */
    synchronized String doubt() {
        return coverage.doubt();
    }

    /** The number of violations of each kind, in words. */
    static String counts(List<RecordedViolation> violations) {
        Map<String, Integer> counts = new TreeMap<>();
        violations.forEach(violation -> counts.merge(violation.kind(), 1, Integer::sum));
        return counts.isEmpty() ? "none" : String.join(", ",
                counts.entrySet().stream().map(entry -> entry.getValue() + " " + entry.getKey()).toList());
    }
}
