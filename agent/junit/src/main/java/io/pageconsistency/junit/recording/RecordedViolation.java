package io.pageconsistency.junit.recording;

import java.time.Instant;
import java.util.List;

import io.pageconsistency.ViolationKind;
import io.pageconsistency.recording.event.Frame;
import io.pageconsistency.recording.finding.EarlierParty;
import io.pageconsistency.recording.finding.Finding;

/**
 * A finding in a flight recording. Immutable.
 *
 * @param kind the name of a {@link ViolationKind}, possibly of another version of the agent
 * @param sequence the number of the finding in its virtual machine, from 1
 * @param cause the sequence of the finding that explains this one, or its own
 * @param allocator the allocator module
 * @param thread the name of the thread of the operation; null if it was not recorded
 * @param when when it was found
 * @param stack the frames of the operation, innermost first
 * @param allocatedBy the party that last got the memory, in one line, or null
 * @param freedBy the party that last gave it back, in one line, or null
 * @param suspect whether the finding may be false
 */
public record RecordedViolation(String kind, int sequence, int cause, String allocator, String thread, Instant when,
        List<String> stack, String allocatedBy, String freedBy, boolean suspect) {

    static RecordedViolation of(Finding finding) {
        return new RecordedViolation(finding.kind(), finding.sequence(), finding.cause(), finding.allocator(), finding.thread(),
                Instant.ofEpochMilli(finding.time()), finding.stack().stream().map(Frame::toString).toList(),
                line(finding.allocatedBy()), line(finding.freedBy()), finding.suspect());
    }

    private static String line(EarlierParty party) {
        return party == null ? null : party.toString();
    }

    /** Whether this finding counts as a violation: a root cause of a kind that counts, and certain. */
    public boolean isCounted() {
        return sequence == cause && !suspect && !kind.equals(ViolationKind.LEAK.name());
    }

    /** Several lines, for messages. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(kind).append(" #").append(sequence).append(" (").append(allocator).append(") on \"")
                .append(thread).append("\" at ").append(when);
        stack.forEach(frame -> text.append(System.lineSeparator()).append("      at ").append(frame));
        party(text, "freed by      ", freedBy);
        party(text, "allocated by  ", allocatedBy);
        return text.toString();
    }

    private static void party(StringBuilder text, String role, String party) {
        if (party != null) {
            text.append(System.lineSeparator()).append("  ").append(role).append(party);
        }
    }
}
