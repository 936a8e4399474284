package io.pageconsistency.report;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.Extent;
import io.pageconsistency.LabelledParty;
import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.PastTransfer;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.region.Region;

/**
 * All that is known about one finding before it becomes a {@link io.pageconsistency.Violation}.
 *
 * <p>Immutable: each {@code with…} method returns a copy. All fields but kind and operation are optional.
 */
public final class Incident {
    private static final Extent NOWHERE = new Extent(0, 0, Extent.NO_SLOT, 0, Extent.UNSAID);

    private final ViolationKind kind;
    private final Operation operation;
    private String allocator = "";
    private int regionId;
    private String region = "";
    private Extent extent = NOWHERE;
    private String summary;
    private String explanation;
    private Party allocatedBy;
    private Party freedBy;
    private List<PastTransfer> earlier = List.of();
    private List<LabelledParty> parties = List.of();
    private boolean suspect;
    private boolean refusedByLibrary;
    private int cause;

    private Incident(ViolationKind kind, Operation operation) {
        this.kind = kind;
        this.operation = operation;
        this.summary = kind.summary();
        this.explanation = kind.summary();
    }

    private Incident(Incident other) {
        kind = other.kind;
        operation = other.operation;
        allocator = other.allocator;
        regionId = other.regionId;
        region = other.region;
        extent = other.extent;
        summary = other.summary;
        explanation = other.explanation;
        allocatedBy = other.allocatedBy;
        freedBy = other.freedBy;
        earlier = other.earlier;
        parties = other.parties;
        suspect = other.suspect;
        refusedByLibrary = other.refusedByLibrary;
        cause = other.cause;
    }

    public static Incident of(ViolationKind kind, Operation operation) {
        return new Incident(kind, operation);
    }

    public static Incident of(Finding finding, Operation operation) {
        return of(finding.kind(), operation).withSummary(finding.summary()).withExplanation(finding.text());
    }

    /** Sets the region, and with it the allocator. */
    public Incident in(Region place) {
        return in(place.allocator(), place.id(), place.toString());
    }

    /**
     * Sets where it happened.
     *
     * @param regionId the region's number, or 0 for none
     * @param region the region in words, or what is known about the memory's surroundings
     */
    public Incident in(String allocator, int regionId, String region) {
        Incident copy = new Incident(this);
        copy.allocator = allocator;
        copy.regionId = regionId;
        copy.region = region;
        return copy;
    }

    /** Sets the memory concerned. */
    public Incident at(Extent memory) {
        Incident copy = new Incident(this);
        copy.extent = memory;
        return copy;
    }

    /** Sets what happened, in one clause that is more precise than the text of the kind. */
    public Incident withSummary(String clause) {
        Incident copy = new Incident(this);
        copy.summary = clause;
        return copy;
    }

    /** Sets what was expected and what was found. */
    public Incident withExplanation(String sentence) {
        Incident copy = new Incident(this);
        copy.explanation = sentence;
        return copy;
    }

    /** Sets who last got the memory; null if not on record. */
    public Incident withAllocatedBy(Party party) {
        Incident copy = new Incident(this);
        copy.allocatedBy = party;
        return copy;
    }

    /** Sets who last gave the memory back; null if not on record. */
    public Incident withFreedBy(Party party) {
        Incident copy = new Incident(this);
        copy.freedBy = party;
        return copy;
    }

    /** Sets earlier transfers of the memory, the latest first. */
    public Incident withEarlier(List<PastTransfer> transfers) {
        Incident copy = new Incident(this);
        copy.earlier = List.copyOf(transfers);
        return copy;
    }

    /** Adds a further party, which reports show after the parties added before. Does nothing if the party is null. */
    public Incident withParty(String label, Party party) {
        if (party == null) {
            return this;
        }
        List<LabelledParty> all = new ArrayList<>(parties);
        all.add(new LabelledParty(label, party));
        Incident copy = new Incident(this);
        copy.parties = List.copyOf(all);
        return copy;
    }

    /** Marks it as suspect: it may be false, so it is reported but not counted. */
    public Incident suspected() {
        Incident copy = new Incident(this);
        copy.suspect = true;
        return copy;
    }

    /** Notes that the library noticed the fault, too, and threw an exception of its own. */
    public Incident refusedByTheLibrary() {
        Incident copy = new Incident(this);
        copy.refusedByLibrary = true;
        return copy;
    }

    /** @param sequence the sequence of the violation that explains this finding; 0 for a root cause */
    public Incident followingFrom(int sequence) {
        Incident copy = new Incident(this);
        copy.cause = sequence;
        return copy;
    }

    public ViolationKind kind() {
        return kind;
    }

    public Operation operation() {
        return operation;
    }

    public String allocator() {
        return allocator;
    }

    public int regionId() {
        return regionId;
    }

    public String region() {
        return region;
    }

    public Extent extent() {
        return extent;
    }

    public String summary() {
        return summary;
    }

    public String explanation() {
        return explanation;
    }

    public Party allocatedBy() {
        return allocatedBy;
    }

    public Party freedBy() {
        return freedBy;
    }

    public List<PastTransfer> earlierTransfers() {
        return earlier;
    }

    public List<LabelledParty> parties() {
        return parties;
    }

    public boolean isSuspect() {
        return suspect;
    }

    public boolean isRefusedByLibrary() {
        return refusedByLibrary;
    }

    /** The sequence of the violation that explains this finding; 0 for a root cause. */
    public int cause() {
        return cause;
    }
}
