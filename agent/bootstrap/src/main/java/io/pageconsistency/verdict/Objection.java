package io.pageconsistency.verdict;

import java.util.function.Supplier;

import io.pageconsistency.Operation;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.region.Residue;

/** A finding about an operation on a unit, before it is judged. Immutable: the methods that change something return a copy. */
public final class Objection {
    final Finding finding;
    final Operation operation;
    public final Unit unit;
    /** The place of the finding, in the unit or beside it. */
    final long place;
    /** Whether the operation is recorded already. */
    private boolean recorded;
    private String explanation;
    private Supplier<Involved> involved;
    private Supplier<Aftermath> aftermath;

    private Objection(Finding finding, Operation operation, Unit unit, long place) {
        this.finding = finding;
        this.operation = operation;
        this.unit = unit;
        this.place = place;
    }

    private Objection(Objection other) {
        this(other.finding, other.operation, other.unit, other.place);
        recorded = other.recorded;
        explanation = other.explanation;
        involved = other.involved;
        aftermath = other.aftermath;
    }

    public static Objection of(Finding finding, Operation operation, Unit unit) {
        return new Objection(finding, operation, unit, unit.start());
    }

    /** @param packed a packed {@link Finding} */
    public static Objection of(long packed, Operation operation, Unit unit) {
        return new Objection(Finding.of(packed), operation, unit, unit.placeOf(packed));
    }

    /** The objection that another unit is in the way of a recorded hand-out. */
    static Objection toHandOut(Unit unit, Unit other) {
        String where = other == unit ? "" : ", from " + unit.region().terms().inWords(other.start()) + " on";
        return new Objection(Finding.ALREADY_HELD, Operation.HAND_OUT, unit, other.start()).alreadyRecorded()
                .withExplanation(Finding.ALREADY_HELD.text() + where)
                .withAftermath(() -> other.aftermathIn(Operation.HAND_OUT, Residue.CLAIMED | Residue.HELD));
    }

    public Objection alreadyRecorded() {
        Objection copy = new Objection(this);
        copy.recorded = true;
        return copy;
    }

    /** With an explanation other than the finding's own. */
    public Objection withExplanation(String words) {
        Objection copy = new Objection(this);
        copy.explanation = words;
        return copy;
    }

    /** With parties other than those on record for this memory. */
    Objection withInvolved(Supplier<Involved> others) {
        Objection copy = new Objection(this);
        copy.involved = others;
        return copy;
    }

    /** With an aftermath other than the usual one of the finding. The supplier is called while the region's monitor is held. */
    public Objection withAftermath(Supplier<Aftermath> other) {
        Objection copy = new Objection(this);
        copy.aftermath = other;
        return copy;
    }

    boolean isRecorded() {
        return recorded;
    }

    String explanation() {
        return explanation != null ? explanation : finding.text() + unit.detail(finding, place);
    }

    Involved involved(Parties parties) {
        return involved != null ? involved.get() : unit.involved(parties, place);
    }

    Aftermath aftermath() {
        return aftermath != null ? aftermath.get() : unit.aftermath(operation, finding, place);
    }
}
