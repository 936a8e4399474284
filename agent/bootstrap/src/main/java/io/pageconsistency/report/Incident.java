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
 * All that was found out about a fault, on its way from whoever noticed it to a {@link io.pageconsistency.Violation}.
 *
 * <p>Immutable: each {@code with…} gives another one. What is not said is absent.
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

    /** Says in which region it happened, and by that in which allocator. */
    public Incident in(Region place) {
        return in(place.allocator(), place.id(), place.toString());
    }

    /**
     * Says where it happened.
     *
     * @param regionId 0 for none
     * @param region the region, or what is known of the memory's surroundings, in words
     */
    public Incident in(String allocator, int regionId, String region) {
        Incident copy = new Incident(this);
        copy.allocator = allocator;
        copy.regionId = regionId;
        copy.region = region;
        return copy;
    }

    /** The memory concerned. */
    public Incident at(Extent memory) {
        Incident copy = new Incident(this);
        copy.extent = memory;
        return copy;
    }

    /** What happened, in one clause, where it is not what is said of all violations of the kind. */
    public Incident withSummary(String clause) {
        Incident copy = new Incident(this);
        copy.summary = clause;
        return copy;
    }

    /** What was expected and what was found. */
    public Incident withExplanation(String sentence) {
        Incident copy = new Incident(this);
        copy.explanation = sentence;
        return copy;
    }

    /** Who last got the memory; null for nobody on record. */
    public Incident withAllocatedBy(Party party) {
        Incident copy = new Incident(this);
        copy.allocatedBy = party;
        return copy;
    }

    /** Who last gave the memory back; null for nobody on record. */
    public Incident withFreedBy(Party party) {
        Incident copy = new Incident(this);
        copy.freedBy = party;
        return copy;
    }

    /** Who else had the memory before those two; the latest first. */
    public Incident withEarlier(List<PastTransfer> transfers) {
        Incident copy = new Incident(this);
        copy.earlier = List.copyOf(transfers);
        return copy;
    }

    /** Adds somebody else; shown after everybody who is there, in the order in which they are added. Nobody for null. */
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

    /** Nothing but an appearance speaks for it: it is reported, and not counted. */
    public Incident suspected() {
        Incident copy = new Incident(this);
        copy.suspect = true;
        return copy;
    }

    /** The library noticed it as well, and refused the call with an exception of its own. */
    public Incident refusedByTheLibrary() {
        Incident copy = new Incident(this);
        copy.refusedByLibrary = true;
        return copy;
    }

    /** @param sequence that of the violation from which this follows; 0 for a root cause */
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

    public List<PastTransfer> earlier() {
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

    /** 0 for a root cause. */
    public int cause() {
        return cause;
    }
}
