package io.pageconsistency.junit.recording;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.pageconsistency.ViolationKind;
import jdk.jfr.consumer.RecordingFile;

/**
 * Assertions about a recording; each returns this, or throws an {@link AssertionError} that says what is in the recording.
 *
 * <p>A recording that does not show that anything was checked fulfils none of them. Immutable.
 */
public final class RecordingAssert {
    private static final int SHOWN = 5;

    private final String what;
    private final Evidence evidence;

    RecordingAssert(String what, Evidence evidence) {
        this.what = what;
        this.evidence = evidence;
    }

    static RecordingAssert of(Path file) {
        Evidence evidence = new Evidence();
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                evidence.add(recording.readEvent());
            }
        } catch (IOException e) {
            throw new AssertionError(file + " cannot be read as a recording; a process that was killed leaves none: " + e, e);
        }
        return new RecordingAssert(file.toString(), evidence);
    }

    /** Something was checked: an allocator that is watched was used, and nothing was found before the recording began. */
    public RecordingAssert wasChecked() {
        String doubt = evidence.doubt();
        if (doubt != null) {
            throw new AssertionError(what + " " + doubt);
        }
        return this;
    }

    /** Something was checked, and no violation was found. Leaks are none. */
    public RecordingAssert hasNoViolations() {
        List<RecordedViolation> violations = evidence.violations();
        if (!violations.isEmpty()) {
            throw new AssertionError(what + " holds " + Evidence.counts(violations) + shown(violations));
        }
        return wasChecked();
    }

    /** No memory was lost. */
    public RecordingAssert hasNoLeaks() {
        List<RecordedViolation> leaks = evidence.leaks();
        if (!leaks.isEmpty()) {
            throw new AssertionError(what + " holds " + Evidence.counts(leaks) + shown(leaks));
        }
        return wasChecked();
    }

    /** Exactly so many violations of a kind, whatever else there is. */
    public RecordingAssert hasViolations(ViolationKind kind, int count) {
        List<RecordedViolation> violations = evidence.violations();
        long found = violations.stream().filter(violation -> violation.kind().equals(kind.name())).count();
        if (found != count) {
            throw new AssertionError(what + " was to hold " + count + " " + kind + ", and holds " + Evidence.counts(violations)
                    + shown(violations));
        }
        return wasChecked();
    }

    /** The violations, root causes that count, in the order of the file. */
    public List<RecordedViolation> violations() {
        return evidence.violations();
    }

    private static String shown(List<RecordedViolation> violations) {
        StringBuilder text = new StringBuilder();
        violations.stream().limit(SHOWN).forEach(violation -> text.append(System.lineSeparator()).append(violation));
        return text.toString();
    }
}
