package io.pageconsistency.recording;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.pageconsistency.recording.event.Frame;
import io.pageconsistency.recording.finding.Callers;
import io.pageconsistency.recording.finding.EarlierParty;
import io.pageconsistency.recording.finding.Finding;

/**
 * One root cause with all its occurrences.
 *
 * <p>Identified by the agent's fingerprint, or without one by its kind, the call at fault and the earlier party's call.
 */
public final class Fault {
    /** The largest number of occurrences that are kept. */
    static final int MOST_OCCURRENCES = 50;

    /** A finding in one virtual machine. */
    public record Occurrence(JvmRecording jvm, Finding finding) {
    }

    private final List<Occurrence> occurrences = new ArrayList<>();
    private final Map<JvmRecording, Long> read = new LinkedHashMap<>();
    /** The counts that the findings themselves state, because not every occurrence of a frequent fault is recorded. */
    private final Map<JvmRecording, Long> said = new LinkedHashMap<>();
    private long followUps;

    Fault() {
    }

    static String key(Finding finding) {
        String sure = finding.suspect() ? "suspect " : "";
        if (finding.fingerprint() != null && !finding.fingerprint().isEmpty()) {
            return sure + finding.kind() + ' ' + finding.fingerprint();
        }
        EarlierParty earlier = finding.earlier();
        int at = earlier == null ? -1 : Callers.earlier(finding, earlier);
        return sure + finding.kind() + ' ' + finding.allocator() + ' ' + finding.guilty() + ' ' + (at < 0 ? "" : earlier.stack().get(at));
    }

    void add(JvmRecording jvm, Finding finding) {
        if (occurrences.size() < MOST_OCCURRENCES) {
            occurrences.add(new Occurrence(jvm, finding));
        }
        read.merge(jvm, 1L, Long::sum);
        said.merge(jvm, finding.repeat() + 1L, Math::max);
    }

    void addFollowUp() {
        followUps++;
    }

    void sort() {
        occurrences.sort(Comparator.comparingLong((Occurrence met) -> met.finding().time()).thenComparing(met -> met.finding().sequence()));
    }

    /** The first occurrence. */
    public Finding first() {
        return occurrences.get(0).finding();
    }

    /** The occurrences in order of time; at most {@value #MOST_OCCURRENCES}. */
    public List<Occurrence> occurrences() {
        return Collections.unmodifiableList(occurrences);
    }

    /** The number of occurrences. */
    public long count() {
        return counts().values().stream().mapToLong(Long::longValue).sum();
    }

    /** The number of occurrences in each virtual machine. */
    public Map<JvmRecording, Long> counts() {
        Map<JvmRecording, Long> counts = new LinkedHashMap<>(read);
        said.forEach((jvm, count) -> counts.merge(jvm, count, Math::max));
        return Collections.unmodifiableMap(counts);
    }

    /** The number of further findings that follow from this fault. */
    public long followUps() {
        return followUps;
    }

    public String kind() {
        return first().kind();
    }

    /** Whether this fault counts as a violation. */
    public boolean isCounted() {
        return first().isCounted();
    }

    public boolean isLeak() {
        return first().isLeak();
    }

    /** The call at fault; null if there is no stack. */
    public Frame guilty() {
        return first().guilty();
    }

    /** The earlier party's call; null if not on record. */
    public Frame earlier() {
        EarlierParty party = first().earlier();
        int at = party == null ? -1 : Callers.earlier(first(), party);
        return at < 0 ? null : party.stack().get(at);
    }
}
