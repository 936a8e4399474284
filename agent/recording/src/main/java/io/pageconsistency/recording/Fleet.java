package io.pageconsistency.recording;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.pageconsistency.recording.event.AgentEvent;
import io.pageconsistency.recording.finding.Finding;

/** The contents of all recordings together. Immutable. */
public final class Fleet {
    /** Sorts the most important fault first: faults that count, then those in the most virtual machines, then the earliest. */
    private static final Comparator<Fault> ORDER = Comparator.comparing((Fault fault) -> !fault.isCounted())
            .thenComparing(Fault::isLeak).thenComparing(fault -> -fault.counts().size())
            .thenComparing(fault -> fault.first().time()).thenComparing(fault -> fault.first().sequence());

    private final List<JvmRecording> jvms;
    private final List<Fault> faults;

    Fleet(List<JvmRecording> jvms) {
        this.jvms = List.copyOf(jvms);
        this.faults = grouped(jvms);
    }

    /** A fleet of one virtual machine, from events that any library has read. */
    public static Fleet of(String name, Iterable<? extends AgentEvent> events) {
        JvmRecording jvm = new JvmRecording(name, null);
        events.forEach(jvm::add);
        jvm.end();
        return new Fleet(List.of(jvm));
    }

    private static List<Fault> grouped(List<JvmRecording> jvms) {
        Map<String, Fault> byKey = new LinkedHashMap<>();
        for (JvmRecording jvm : jvms) {
            Map<Integer, Fault> bySequence = new HashMap<>();
            for (Finding finding : jvm.findings()) {
                if (finding.isRoot()) {
                    Fault fault = byKey.computeIfAbsent(Fault.key(finding), any -> new Fault());
                    fault.add(jvm, finding);
                    bySequence.put(finding.sequence(), fault);
                }
            }
            for (Finding finding : jvm.findings()) {
                if (!finding.isRoot()) {
                    Fault cause = bySequence.get(finding.cause());
                    // The violation that explains this follow-up may be from before the recording.
                    if (cause != null) {
                        cause.addFollowUp();
                    } else {
                        byKey.computeIfAbsent(Fault.key(finding), any -> new Fault()).add(jvm, finding);
                    }
                }
            }
        }
        List<Fault> faults = new ArrayList<>(byKey.values());
        faults.forEach(Fault::sort);
        faults.sort(ORDER);
        return List.copyOf(faults);
    }

    /** The virtual machines, in the order of their first recordings. */
    public List<JvmRecording> jvms() {
        return jvms;
    }

    /** The root causes, the most important first; leaks and suspects come after what counts. */
    public List<Fault> faults() {
        return faults;
    }

    /** The faults that count as violations. */
    public Tally violations() {
        return only(Fault::isCounted);
    }

    public Tally leaks() {
        return only(Fault::isLeak);
    }

    /** Faults that may be false. */
    public Tally suspects() {
        return only(fault -> fault.first().isSuspect());
    }

    /** Follow-ups of violations that are not in the recordings. */
    public Tally orphans() {
        return only(fault -> !fault.first().isRoot());
    }

    private Tally only(Predicate<Fault> which) {
        return new Tally(faults.stream().filter(which).toList());
    }

    /** Violations found before the recordings began. */
    public long violationsBefore() {
        return jvms.stream().mapToLong(jvm -> jvm.coverage().violationsBefore()).sum();
    }

    /** One sentence for each group of findings that do not count as violations. */
    public List<String> uncounted() {
        List<String> sentences = new ArrayList<>();
        long followUps = faults.stream().mapToLong(Fault::followUps).sum() + orphans().times();
        if (followUps > 0) {
            sentences.add(Amount.of(followUps, "further finding") + " only follow" + (followUps == 1 ? "s" : "")
                    + " from an earlier violation: their cause is another finding's sequence.");
        }
        if (violationsBefore() > 0) {
            sentences.add(Amount.of(violationsBefore(), "violation") + " had been found before the recording began.");
        }
        if (!suspects().isEmpty()) {
            sentences.add(Amount.of(suspects().times(), "suspect") + " not counted: " + suspects().kinds() + ".");
        }
        return sentences;
    }

    public Verdict verdict() {
        return Verdict.of(this, only(fault -> !fault.isCounted()));
    }

    /** The verdict without regard to leaks. */
    public Verdict verdictWithoutLeaks() {
        return Verdict.of(this, suspects());
    }
}
