package io.pageconsistency;

import java.time.Instant;
import java.util.List;

import io.pageconsistency.report.Incident;
import io.pageconsistency.report.PoolClasses;
import io.pageconsistency.report.Sighting;

/**
 * One finding: an operation of a pool that contradicts the ledger.
 *
 * <p>A finding that follows from an earlier one (memory freed twice is later handed out twice) is a <em>follow-up</em>: its
 * {@link #cause()} is the {@link #sequence()} of that earlier one, and it is reported but not counted.
 *
 * <p>What it tells never changes; may be read by any thread, and kept by whoever {@linkplain #settle settles} it.
 */
public final class Violation {
    private final Incident incident;
    private final int sequence;
    private final int cause;
    private final Party guilty;
    private final PoolClasses.Own pool;
    private final Sighting sighting;

    /**
     * @param guilty who performed the operation
     * @param pool the classes that are not guilty of anything because they are the pool
     * @param sighting whether its fault had been met before
     */
    public Violation(Incident incident, int sequence, Party guilty, PoolClasses.Own pool, Sighting sighting) {
        this.incident = incident;
        this.sequence = sequence;
        this.cause = incident.cause() == 0 ? sequence : incident.cause();
        this.guilty = guilty;
        this.pool = pool;
        this.sighting = sighting;
    }

    /** The same for the calling thread and its present stack, as the first of its fault. */
    public Violation(Incident incident, int sequence, PoolClasses.Own pool) {
        this(incident, sequence, new Party(), pool, Sighting.UNKNOWN);
    }

    public ViolationKind kind() {
        return incident.kind();
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
        return incident.isSuspect();
    }

    /** Whether this finding is a root cause of a kind that counts, certain, and not silenced. */
    public boolean isCounted() {
        return !isFollowUp() && !isSuspect() && !isSuppressed() && kind().counted();
    }

    /** The operation that was judged. */
    public Operation operation() {
        return incident.operation();
    }

    /** The allocator module, for example {@code netty-pooled}. */
    public String allocator() {
        return incident.allocator();
    }

    /** Unique in this virtual machine; the same as in the region's JFR events. */
    public int regionId() {
        return incident.regionId();
    }

    /** The region in words: what it is, its size and address, and the pool it belongs to. */
    public String region() {
        return incident.region();
    }

    /** The memory concerned. */
    public Extent extent() {
        return incident.extent();
    }

    /** What happened, in one clause of plain words: that of the kind, or one that fits this finding better. */
    public String summary() {
        return incident.summary();
    }

    /** What was expected and what was found, in one sentence. */
    public String explanation() {
        return incident.explanation();
    }

    /** Who last got the memory, or null where that was not recorded. */
    public Party allocatedBy() {
        return incident.allocatedBy();
    }

    /** Who last gave the memory back, or null where that was not recorded. */
    public Party freedBy() {
        return incident.freedBy();
    }

    /**
     * Who else had the memory, before those whom {@link #allocatedBy()} and {@link #freedBy()} name; the latest first. Only
     * of pools that are known by a description or by the API, and only as far as it is on record.
     */
    public List<PastTransfer> earlier() {
        return incident.earlier();
    }

    /** Others who had to do with the memory, each with what they did, in the order in which that is told. */
    public List<LabelledParty> parties() {
        return incident.parties();
    }

    /** Whether the library that was called noticed the fault as well, and refused the call with an exception of its own. */
    public boolean isRefusedByLibrary() {
        return incident.isRefusedByLibrary();
    }

    /** The name of the thread that performed the operation. */
    public String thread() {
        return guilty.thread();
    }

    public Instant when() {
        return guilty.when();
    }

    /** The stack of the operation, innermost frame first, without the frames of this library. */
    public StackTraceElement[] stack() {
        return guilty.stack();
    }

    /**
     * What its fault is known by in every run of the same build: the kind, the call at fault, and the call of the earlier party
     * where that is on record. Null where it could not be told.
     */
    public String fingerprint() {
        return sighting.fingerprint() == null ? null : sighting.fingerprint().toString();
    }

    /** How often the same fault had been met before in this virtual machine. */
    public long repeat() {
        return sighting.repeat();
    }

    /** The sequence of the violation in which the same fault was met first, or its own. */
    public int first() {
        return sighting.first() == 0 ? sequence : sighting.first();
    }

    /** Whether the fault is known and silenced: counted apart, and without consequences. */
    public boolean isSuppressed() {
        return sighting.suppressed();
    }

    /** Lets go of the classes on all its stacks, those of the parties too: until then they keep their class loaders alive. */
    public void settle() {
        settle(guilty);
        settle(allocatedBy());
        settle(freedBy());
        earlier().forEach(transfer -> settle(transfer.party()));
        parties().forEach(other -> settle(other.party()));
    }

    private static void settle(Party party) {
        if (party != null) {
            party.settle();
        }
    }

    /**
     * The call at fault: the first frame of {@link #stack()} that is neither the pool's own nor the JDK's nor of what runs tests.
     * Null where there is none.
     */
    public StackTraceElement guiltyFrame() {
        return frameIn(stack());
    }

    /** The same for an earlier party to this violation; null for nobody as well. */
    public StackTraceElement guiltyFrame(Party party) {
        return party == null ? null : frameIn(party.stack());
    }

    /** The place of that frame in a stack of this violation, or of a party to it; -1 for none. */
    public int callerIn(StackTraceElement[] frames) {
        return pool.callerIn(frames);
    }

    private StackTraceElement frameIn(StackTraceElement[] frames) {
        int place = callerIn(frames);
        return place < 0 ? null : frames[place];
    }

    @Override
    public String toString() {
        return kind() + " #" + sequence + (isFollowUp() ? " (follows from #" + cause + ")" : "") + ": " + explanation();
    }
}
