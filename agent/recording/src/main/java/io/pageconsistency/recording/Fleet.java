package io.pageconsistency.recording;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What all recordings that were read tell together. Immutable once it is there. */
public final class Fleet {
    /** Most important first: what counts, then what is seen in most machines, then what happened first. */
    private static final Comparator<Fault> ORDER = Comparator.comparing((Fault fault) -> !fault.isCounted())
            .thenComparing(Fault::isLeak).thenComparing(fault -> -fault.counts().size())
            .thenComparing(fault -> fault.first().time());

    private final List<JvmRecording> jvms;
    private final List<Fault> faults;

    Fleet(List<JvmRecording> jvms) {
        this.jvms = List.copyOf(jvms);
        this.faults = grouped(jvms);
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
                    // What it follows from may lie before the recording began.
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

    /** In the order of their first recordings. */
    public List<JvmRecording> jvms() {
        return jvms;
    }

    /** The root causes, the most important first; leaks and suspects come after what counts. */
    public List<Fault> faults() {
        return faults;
    }

    /** Root causes that count as violations. */
    public List<Fault> violations() {
        return faults.stream().filter(Fault::isCounted).toList();
    }

    public List<Fault> leaks() {
        return faults.stream().filter(Fault::isLeak).toList();
    }

    public Verdict verdict() {
        return Verdict.of(this);
    }
}
