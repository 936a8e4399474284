package io.pageconsistency;

import java.time.Instant;
import java.util.List;

/**
 * One finding: an operation of a pool that contradicts the ledger.
 *
 * <p>A finding that follows from an earlier one (memory freed twice is later handed out twice) is a <em>follow-up</em>: its
 * {@link #cause()} is the {@link #sequence()} of that earlier one, and it is reported but not counted.
 *
 * <p>What it tells never changes; may be read by any thread, and kept by whoever {@linkplain #settle settles} it.
 */
public final class Violation {
    private final ViolationKind kind;
    private final int sequence;
    private final int cause;
    private final Operation operation;
    private final String allocator;
    private final int regionId;
    private final String region;
    private final Extent extent;
    private final String summary;
    private final String explanation;
    private final Party allocatedBy;
    private final Party freedBy;
    private final List<PastCrossing> earlier;
    private final boolean suspect;
    private final String thread;
    private final long epochMillis;
    private final RecordedStack stack;

    /**
     * Takes the calling thread, the present time and the present stack as those of the guilty operation.
     *
     * @param cause 0 when this finding is a root cause of its own
     */
    public Violation(ViolationKind kind, int sequence, int cause, Operation operation, String allocator, int regionId,
            String region, Extent extent, String explanation, Party allocatedBy, Party freedBy) {
        this(kind, sequence, cause, operation, allocator, regionId, region, extent, kind.summary(), explanation, allocatedBy,
                freedBy, List.of(), false);
    }

    /**
     * The same, with what else is known.
     *
     * @param summary see {@link #summary()}
     * @param earlier see {@link #earlier()}
     * @param suspect see {@link #isSuspect()}
     */
    public Violation(ViolationKind kind, int sequence, int cause, Operation operation, String allocator, int regionId,
            String region, Extent extent, String summary, String explanation, Party allocatedBy, Party freedBy,
            List<PastCrossing> earlier, boolean suspect) {
        this.kind = kind;
        this.sequence = sequence;
        this.cause = cause == 0 ? sequence : cause;
        this.operation = operation;
        this.allocator = allocator;
        this.regionId = regionId;
        this.region = region;
        this.extent = extent;
        this.summary = summary;
        this.explanation = explanation;
        this.allocatedBy = allocatedBy;
        this.freedBy = freedBy;
        this.earlier = List.copyOf(earlier);
        this.suspect = suspect;
        this.thread = Thread.currentThread().getName();
        this.epochMillis = System.currentTimeMillis();
        this.stack = new RecordedStack();
    }

    public ViolationKind kind() {
        return kind;
    }

    /** Counts findings from 1, in the order in which they were made. */
    public int sequence() {
        return sequence;
    }

    /** The sequence of the finding this one follows from, or its own. */
    public int cause() {
        return cause;
    }

    /** Whether this finding follows from an earlier one. */
    public boolean isFollowUp() {
        return cause != sequence;
    }

    /**
     * Whether nothing but an appearance speaks for this finding, so that it is reported, but not counted, and has no
     * consequences: memory came back in another object than it was handed out in, which may be an old one, or only a
     * duplicate of the right one.
     */
    public boolean isSuspect() {
        return suspect;
    }

    /** Whether this finding is a root cause of a kind that counts, and certain. */
    public boolean isCounted() {
        return !isFollowUp() && !suspect && kind.counted();
    }

    /** The operation that was judged. */
    public Operation operation() {
        return operation;
    }

    /** The allocator module, for example {@code netty-pooled}. */
    public String allocator() {
        return allocator;
    }

    /** Unique in this virtual machine; the same as in the region's JFR events. */
    public int regionId() {
        return regionId;
    }

    /** The region in words: what it is, its size and address, and the pool it belongs to. */
    public String region() {
        return region;
    }

    /** The memory concerned. */
    public Extent extent() {
        return extent;
    }

    /** What happened, in one clause of plain words: that of the kind, or one that fits this finding better. */
    public String summary() {
        return summary;
    }

    /** What was expected and what was found, in one sentence. */
    public String explanation() {
        return explanation;
    }

    /** Who last got the memory, or null where that was not recorded. */
    public Party allocatedBy() {
        return allocatedBy;
    }

    /** Who last gave the memory back, or null where that was not recorded. */
    public Party freedBy() {
        return freedBy;
    }

    /**
     * Who else had the memory, before those whom {@link #allocatedBy()} and {@link #freedBy()} name; the latest first. Only
     * of pools that are known by a description or by the API, and only as far as it is on record.
     */
    public List<PastCrossing> earlier() {
        return earlier;
    }

    /** The name of the thread that performed the operation. */
    public String thread() {
        return thread;
    }

    public Instant when() {
        return Instant.ofEpochMilli(epochMillis);
    }

    /** The stack of the operation, innermost frame first, without the frames of this library. */
    public StackTraceElement[] stack() {
        return Stacks.ofApplication(stack.frames());
    }

    /** Lets go of the classes on all its stacks, those of the parties too: until then they keep their class loaders alive. */
    public void settle() {
        stack.settle();
        settle(allocatedBy);
        settle(freedBy);
        earlier.forEach(crossing -> settle(crossing.party()));
    }

    private static void settle(Party party) {
        if (party != null) {
            party.settle();
        }
    }

    @Override
    public String toString() {
        return kind + " #" + sequence + (isFollowUp() ? " (follows from #" + cause + ")" : "") + ": " + explanation;
    }
}
