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
 * One root cause, wherever and however often it was met.
 *
 * <p>It is known by the agent's fingerprint; where there is none by its kind, the guilty call and that of the earlier party.
 */
public final class Fault {
    /** Of a root cause so many occurrences are kept. */
    static final int MOST_OCCURRENCES = 50;

    /** A finding, and whose. */
    public record Occurrence(JvmRecording jvm, Finding finding) {
    }

    private final List<Occurrence> occurrences = new ArrayList<>();
    private final Map<JvmRecording, Long> read = new LinkedHashMap<>();
    /** As the findings themselves say; of a fault that is met very often not each is recorded. */
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

    /** The first one. */
    public Finding first() {
        return occurrences.get(0).finding();
    }

    /** In order of time; of very many some. */
    public List<Occurrence> occurrences() {
        return Collections.unmodifiableList(occurrences);
    }

    /** How often it was met. */
    public long count() {
        return counts().values().stream().mapToLong(Long::longValue).sum();
    }

    /** How often by each virtual machine. */
    public Map<JvmRecording, Long> counts() {
        Map<JvmRecording, Long> counts = new LinkedHashMap<>(read);
        said.forEach((jvm, count) -> counts.merge(jvm, count, Math::max));
        return Collections.unmodifiableMap(counts);
    }

    /** How many further findings follow from it. */
    public long followUps() {
        return followUps;
    }

    public String kind() {
        return first().kind();
    }

    /** Whether it counts as a violation. */
    public boolean isCounted() {
        return first().isCounted();
    }

    public boolean isLeak() {
        return first().isLeak();
    }

    /** The call of the program that is to be looked at first; null where there is no stack. */
    public Frame guilty() {
        return first().guilty();
    }

    /** The call by which the memory was given back, or taken, before; null where that is not on record. */
    public Frame earlier() {
        EarlierParty party = first().earlier();
        int at = party == null ? -1 : Callers.earlier(first(), party);
        return at < 0 ? null : party.stack().get(at);
    }
}
