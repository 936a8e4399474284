package io.pageconsistency.recording.finding;

import java.util.List;

import io.pageconsistency.ViolationKind;
import io.pageconsistency.recording.event.AgentEvent;
import io.pageconsistency.recording.event.EventNames;
import io.pageconsistency.recording.event.Frame;

/**
 * A finding, read from one event. Immutable.
 *
 * @param kind the name of a {@link ViolationKind}, possibly of another version of the agent
 * @param sequence the number of the finding in its virtual machine, from 1
 * @param cause the sequence of the finding that explains this one, or its own
 * @param address the address of the first byte; 0 for memory on the Java heap
 * @param thread the name of the thread of the operation; null if it was not recorded
 * @param time in milliseconds of the epoch
 * @param stack the frames of the operation, innermost first, without the agent's
 * @param allocatedBy the party that last got the memory, or null
 * @param freedBy the party that last gave it back, or null
 * @param suspect whether the finding may be false
 * @param fingerprint the name of the fault, the same in each run of one build, or null
 * @param repeat the number of earlier occurrences of the same fault
 */
public record Finding(String kind, int sequence, int cause, String allocator, int regionId, int page, int pageCount, long address,
        String thread, long time, List<Frame> stack, EarlierParty allocatedBy, EarlierParty freedBy, boolean suspect,
        String fingerprint, int repeat) {

    /** Reads an event of the type {@link EventNames#VIOLATION}. */
    public static Finding of(AgentEvent event) {
        int sequence = event.count("sequence");
        return new Finding(String.valueOf(event.text("kind")), sequence, (int) event.number("cause", sequence),
                String.valueOf(event.text("allocator")), event.count("regionId"), event.count("page"),
                event.count("pageCount"), event.number("address", 0), event.thread(), event.millis(),
                event.stack(), EarlierParty.parse(event.text("allocatedBy")),
                EarlierParty.parse(event.text("freedBy")), event.is("suspect"),
                event.text("fingerprint"), event.count("repeat"));
    }

    /** Whether this is not a follow-up. */
    public boolean isRoot() {
        return sequence == cause;
    }

    public boolean isLeak() {
        return kind.equals(ViolationKind.LEAK.name());
    }

    /** Whether this counts as a violation: a root cause of a kind that counts, and certain. */
    public boolean isCounted() {
        return isRoot() && !suspect && !isLeak();
    }

    /** Whether this is a root cause that may be false. */
    public boolean isSuspect() {
        return isRoot() && suspect && !isLeak();
    }

    /** The text of the kind; empty if this version does not know the kind. */
    public String summary() {
        try {
            return ViolationKind.valueOf(kind).summary();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** The memory in words. */
    public String memory() {
        if (regionId == 0) {
            return "a buffer of " + allocator + "; its pages are not on record";
        }
        return (pageCount <= 1 ? "page " + page : "pages " + page + " to " + (page + pageCount - 1))
                + (address == 0 ? "" : " at 0x" + Long.toHexString(address)) + ", region " + regionId + " (" + allocator + ")";
    }

    /** The call that used the pool, or null if there is no stack. */
    public Frame guilty() {
        int at = Callers.guilty(this);
        return at < 0 ? null : stack.get(at);
    }

    /** Whether the call on the stack is at fault, rather than having only noticed the fault. */
    public boolean isBlamed() {
        return !kind.equals(ViolationKind.BITMAP_CORRUPTION.name()) && !kind.equals(ViolationKind.WRITE_AFTER_FREE.name()) && !isLeak();
    }

    /** The earlier party that matters for this kind; null if not on record. */
    public EarlierParty earlier() {
        return earlierGaveBack() ? freedBy : allocatedBy != null ? allocatedBy : freedBy;
    }

    /** Whether that party gave the memory back rather than got it. */
    public boolean earlierGaveBack() {
        return freedBy != null && switch (kind) {
            case "DOUBLE_FREE", "INVALID_FREE", "STALE_FREE", "USE_AFTER_FREE", "WRITE_AFTER_FREE" -> true;
            default -> allocatedBy == null;
        };
    }
}
