package io.pageconsistency;

import java.time.Instant;
import java.util.List;

import io.pageconsistency.report.Incident;
import io.pageconsistency.report.PoolClasses;
import io.pageconsistency.report.Sighting;

/**
 * One finding: an operation that contradicts the ledger.
 *
 * <p>A finding that an earlier one explains is a <em>follow-up</em>: memory that was freed twice, for example, is later handed out
 * twice. The {@link #cause()} of a follow-up is the {@link #sequence()} of the earlier finding. A follow-up is reported but not
 * counted.
 *
 * <p>What a finding says never changes, and any thread may read it. {@linkplain #settle Settle} it before you keep it.
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
     * @param sighting whether the same fault occurred before
     */
    public Violation(Incident incident, int sequence, Party guilty, PoolClasses.Own pool, Sighting sighting) {
        this.incident = incident;
        this.sequence = sequence;
        this.cause = incident.cause() == 0 ? sequence : incident.cause();
        this.guilty = guilty;
        this.pool = pool;
        this.sighting = sighting;
    }

    /** A finding of the calling thread with its current stack, as the first of its fault. */
    public Violation(Incident incident, int sequence, PoolClasses.Own pool) {
        this(incident, sequence, new Party(), pool, Sighting.UNKNOWN);
    }

    public ViolationKind kind() {
        return incident.kind();
    }

    /** The number of this finding: 1 for the first one in this virtual machine. */
    public int sequence() {
        return sequence;
    }

    /** The sequence of the finding that explains this one, or its own. */
    public int cause() {
        return cause;
    }

    /** Whether an earlier finding explains this one. */
    public boolean isFollowUp() {
        return cause != sequence;
    }

    /**
     * Whether this finding may be false: memory came back in another object than the one it was handed out in. That object may be
     * stale, or only a duplicate of the right one. A suspect finding is reported, but it does not count and has no consequences.
     */
    public boolean isSuspect() {
        return incident.isSuspect();
    }

    /** Whether this finding counts: a root cause of a kind that counts, certain, and not suppressed. */
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

    /** The number of the region, unique in this virtual machine; the same as in the region's JFR events. */
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

    /** What happened, in one clause: the text of the kind, or a more precise one. */
    public String summary() {
        return incident.summary();
    }

    /** What was expected and what was found, in one sentence. */
    public String explanation() {
        return incident.explanation();
    }

    /** Who last got the memory, or null if that was not recorded. */
    public Party allocatedBy() {
        return incident.allocatedBy();
    }

    /** Who last gave the memory back, or null if that was not recorded. */
    public Party freedBy() {
        return incident.freedBy();
    }

    /**
     * Transfers of the memory before those that {@link #allocatedBy()} and {@link #freedBy()} name, the latest first. Recorded only
     * for pools that are known by a description or through the API, and only a limited number.
     */
    public List<PastTransfer> earlierTransfers() {
        return incident.earlierTransfers();
    }

    /** Further parties, each with what they did to the memory, in the order of the report. */
    public List<LabelledParty> parties() {
        return incident.parties();
    }

    /** Whether the called library noticed the fault, too, and threw an exception of its own. */
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

    /** The stack of the operation, innermost frame first, without the agent's frames. */
    public StackTraceElement[] stack() {
        return guilty.stack();
    }

    /**
     * The name of the fault, the same in each run of one build: a hash of the kind, the call at fault, and the earlier party's call
     * if that is on record. Null if it could not be computed.
     */
    public String fingerprint() {
        return sighting.fingerprint() == null ? null : sighting.fingerprint().toString();
    }

    /** How often the same fault occurred before in this virtual machine. */
    public long repeat() {
        return sighting.repeat();
    }

    /** The sequence of the first violation with the same fault, or its own. */
    public int first() {
        return sighting.first() == 0 ? sequence : sighting.first();
    }

    /** Whether the user has suppressed the fault: it is counted separately and has no consequences. */
    public boolean isSuppressed() {
        return sighting.suppressed();
    }

    /**
     * Settles all stacks of this finding, see {@link Party#settle}: until then they keep the class loaders of their classes alive.
     */
    public void settle() {
        settle(guilty);
        settle(allocatedBy());
        settle(freedBy());
        earlierTransfers().forEach(transfer -> settle(transfer.party()));
        parties().forEach(other -> settle(other.party()));
    }

    private static void settle(Party party) {
        if (party != null) {
            party.settle();
        }
    }

    /**
     * The call at fault: the first frame of {@link #stack()} that belongs neither to the pool nor to the JDK nor to a test
     * framework. Null if there is none.
     */
    public StackTraceElement guiltyFrame() {
        return frameIn(stack());
    }

    /** The call of a party to this violation, chosen the same way; null if the party is null. */
    public StackTraceElement guiltyFrame(Party party) {
        return party == null ? null : frameIn(party.stack());
    }

    /** The index of that frame in a stack of this violation or of a party to it; -1 if there is none. */
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
