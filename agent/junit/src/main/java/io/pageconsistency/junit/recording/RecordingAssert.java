package io.pageconsistency.junit.recording;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.pageconsistency.ViolationKind;
import jdk.jfr.consumer.RecordingFile;

/**
 * Assertions about a recording. Each returns this object, or throws an {@link AssertionError} that describes the recording.
 *
 * <p>All of them fail for a recording that does not show that anything was checked. Immutable.
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

    /** Asserts that something was checked: a covered allocator was used, and there was no violation before the recording began. */
    public RecordingAssert wasChecked() {
        String doubt = evidence.doubt();
        if (doubt != null) {
            throw new AssertionError(what + " " + doubt);
        }
        return this;
    }

    /** Asserts that something was checked and no violation was found. Leaks do not count as violations. */
    public RecordingAssert hasNoViolations() {
        List<RecordedViolation> violations = evidence.violations();
        if (!violations.isEmpty()) {
            throw new AssertionError(what + " holds " + Evidence.counts(violations) + shown(violations));
        }
        return wasChecked();
    }

    /** Asserts that something was checked and no leak was found. */
    public RecordingAssert hasNoLeaks() {
        List<RecordedViolation> leaks = evidence.leaks();
        if (!leaks.isEmpty()) {
            throw new AssertionError(what + " holds " + Evidence.counts(leaks) + shown(leaks));
        }
        return wasChecked();
    }

    /** Asserts the number of violations of one kind; other kinds do not matter. */
    public RecordingAssert hasViolations(ViolationKind kind, int count) {
        List<RecordedViolation> violations = evidence.violations();
        long found = violations.stream().filter(violation -> violation.kind().equals(kind.name())).count();
        if (found != count) {
            throw new AssertionError("expected " + count + " " + kind + " in " + what + ", but it holds " + Evidence.counts(violations)
                    + shown(violations));
        }
        return wasChecked();
    }

    /** The violations in the order of the file. */
    public List<RecordedViolation> violations() {
        return evidence.violations();
    }

    private static String shown(List<RecordedViolation> violations) {
        StringBuilder text = new StringBuilder();
        violations.stream().limit(SHOWN).forEach(violation -> text.append(System.lineSeparator()).append(violation));
        return text.toString();
    }
}
