package io.pageconsistency.recording.finding;

import java.util.List;

import io.pageconsistency.ViolationKind;
import io.pageconsistency.recording.event.AgentEvent;
import io.pageconsistency.recording.event.EventNames;
import io.pageconsistency.recording.event.Frame;

/**
 * What the agent found, as one event says it. Immutable.
 *
 * @param kind the name of a {@link ViolationKind}, as the agent that wrote it knew it
 * @param sequence counts the findings of its virtual machine, from 1
 * @param cause the sequence of the finding it follows from, or its own
 * @param address of the first byte; 0 for memory on the Java heap
 * @param thread the guilty thread's name; null if it was not recorded
 * @param time in milliseconds of the epoch
 * @param stack the guilty thread's frames, innermost first, without the agent's
 * @param allocatedBy who last got the memory, or null
 * @param freedBy who last gave it back, or null
 * @param suspect whether nothing but an appearance speaks for it
 * @param fingerprint what the fault is known by in every run of the same build, or null
 * @param repeat how often the same fault had been met before
 */
public record Finding(String kind, int sequence, int cause, String allocator, int regionId, int page, int pageCount, long address,
        String thread, long time, List<Frame> stack, EarlierParty allocatedBy, EarlierParty freedBy, boolean suspect,
        String fingerprint, int repeat) {

    /** Of an event of the type {@link EventNames#VIOLATION}. */
    public static Finding of(AgentEvent event) {
        int sequence = event.count("sequence");
        return new Finding(String.valueOf(event.text("kind")), sequence, (int) event.number("cause", sequence),
                String.valueOf(event.text("allocator")), event.count("regionId"), event.count("page"),
                event.count("pageCount"), event.number("address", 0), event.thread(), event.millis(),
                event.stack(), EarlierParty.parse(event.text("allocatedBy")),
                EarlierParty.parse(event.text("freedBy")), event.is("suspect"),
                event.text("fingerprint"), event.count("repeat"));
    }

    /** Whether it does not follow from another finding. */
    public boolean isRoot() {
        return sequence == cause;
    }

    public boolean isLeak() {
        return kind.equals(ViolationKind.LEAK.name());
    }

    /** Whether it is a root cause of a kind that counts, and certain. */
    public boolean isCounted() {
        return isRoot() && !suspect && !isLeak();
    }

    /** Whether nothing but an appearance speaks for a violation. */
    public boolean isSuspect() {
        return isRoot() && suspect && !isLeak();
    }

    /** The kind in plain words; empty for one that this version does not know. */
    public String summary() {
        try {
            return ViolationKind.valueOf(kind).summary();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** Which memory it is about, in words. */
    public String memory() {
        if (regionId == 0) {
            return "a buffer of " + allocator + "; its pages are not on record";
        }
        return (pageCount <= 1 ? "page " + page : "pages " + page + " to " + (page + pageCount - 1))
                + (address == 0 ? "" : " at 0x" + Long.toHexString(address)) + ", region " + regionId + " (" + allocator + ")";
    }

    /** The call of the program that used the pool, or null where there is no stack. */
    public Frame guilty() {
        int at = Callers.guilty(this);
        return at < 0 ? null : stack.get(at);
    }

    /** Whether the call on the stack did it, and did not just notice it. */
    public boolean isBlamed() {
        return !kind.equals(ViolationKind.BITMAP_CORRUPTION.name()) && !kind.equals(ViolationKind.WRITE_AFTER_FREE.name()) && !isLeak();
    }

    /** Who had to do with the memory before and matters for this kind; null where that is not on record. */
    public EarlierParty earlier() {
        return earlierGaveBack() ? freedBy : allocatedBy != null ? allocatedBy : freedBy;
    }

    /** Whether that is who gave it back, and not who took it. */
    public boolean earlierGaveBack() {
        return freedBy != null && switch (kind) {
            case "DOUBLE_FREE", "INVALID_FREE", "STALE_FREE", "USE_AFTER_FREE", "WRITE_AFTER_FREE" -> true;
            default -> allocatedBy == null;
        };
    }
}
