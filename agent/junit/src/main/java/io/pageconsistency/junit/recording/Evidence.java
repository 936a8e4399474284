package io.pageconsistency.junit.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.pageconsistency.ViolationKind;
import jdk.jfr.consumer.RecordedEvent;

/**
 * What has been read of a recording so far: the findings, and whether anything was checked at all. Thread-safe.
 */
final class Evidence {
    static final String PREFIX = "io.pageconsistency.";
    static final String VIOLATION = PREFIX + "Violation";
    static final String STATUS = PREFIX + "AgentStatus";
    /** Events of which there is one only if an allocator is watched. */
    static final List<String> SIGNS = List.of(PREFIX + "RegionOpened", PREFIX + "RegionClosed", PREFIX + "RegionStatistics");

    /** The module for native memory below the pools, which every virtual machine uses. */
    private static final String GROUND = "ground";

    private final List<RecordedViolation> findings = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();
    private boolean agent;
    private boolean checked;
    /** Of all status events, the smallest number of violations before the recording began. */
    private int before = Integer.MAX_VALUE;

    synchronized void add(RecordedEvent event) {
        String type = event.getEventType().getName();
        agent |= type.startsWith(PREFIX);
        if (type.equals(VIOLATION)) {
            findings.add(RecordedViolation.of(event));
            checked = true;
        } else if (type.equals(STATUS)) {
            checked |= event.getBoolean("firstEventSeen") && !event.getString("module").equals(GROUND);
            before = Math.min(before, event.getInt("violationsBefore"));
            String refused = event.getString("refused");
            if (refused != null) {
                refusals.add(event.getString("module") + " " + event.getString("where") + ": " + refused);
            }
        } else {
            checked |= SIGNS.contains(type);
        }
    }

    synchronized List<RecordedViolation> violations() {
        return findings.stream().filter(RecordedViolation::isCounted).toList();
    }

    synchronized List<RecordedViolation> leaks() {
        return findings.stream().filter(finding -> finding.kind().equals(ViolationKind.LEAK.name())).toList();
    }

    /** Why what is not in the recording may have happened all the same, or null. */
    synchronized String doubt() {
        if (!agent) {
            return "holds no event of page-consistency: the agent was not there, or its events were switched off";
        }
        if (!checked) {
            return "does not say that anything was checked: no allocator that is watched was used"
                    + (refusals.isEmpty() ? "" : "; refused were " + String.join("; ", refusals));
        }
        return before == 0 || before == Integer.MAX_VALUE ? null
                : "began when " + (before == 1 ? "1 violation" : before + " violations") + " had been found already";
    }

    /** How many violations of which kinds, in words. */
    static String counts(List<RecordedViolation> violations) {
        Map<String, Integer> counts = new TreeMap<>();
        violations.forEach(violation -> counts.merge(violation.kind(), 1, Integer::sum));
        return counts.isEmpty() ? "none" : String.join(", ",
                counts.entrySet().stream().map(entry -> entry.getValue() + " " + entry.getKey()).toList());
    }
}
