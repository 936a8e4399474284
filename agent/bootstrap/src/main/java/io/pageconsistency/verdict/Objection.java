package io.pageconsistency.verdict;

import java.util.function.Supplier;

import io.pageconsistency.Operation;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.region.Residue;

/** What an operation on a unit is found to be wrong about, before it is judged. Immutable: each {@code with…} gives another one. */
public final class Objection {
    final Finding finding;
    final Operation operation;
    public final Unit unit;
    /** Where in the unit, or beside it. */
    final long place;
    /** Whether the record has followed the operation already. */
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

    /** With a finding as the record has it, packed with where it was made. */
    public static Objection of(long packed, Operation operation, Unit unit) {
        return new Objection(Finding.of(packed), operation, unit, unit.placeOf(packed));
    }

    /** With what is in the way of a hand-out that is recorded already. */
    static Objection toHandOut(Unit unit, Unit other) {
        String where = other == unit ? "" : ", from " + unit.region().terms().inWords(other.start()) + " on";
        return new Objection(Finding.ALREADY_HELD, Operation.HAND_OUT, unit, other.start()).whichIsRecorded()
                .saying(Finding.ALREADY_HELD.text() + where)
                .leaving(() -> other.aftermathIn(Operation.HAND_OUT, Residue.CLAIMED | Residue.HELD));
    }

    public Objection whichIsRecorded() {
        Objection copy = new Objection(this);
        copy.recorded = true;
        return copy;
    }

    /** With other words than the finding's own. */
    public Objection saying(String words) {
        Objection copy = new Objection(this);
        copy.explanation = words;
        return copy;
    }

    /** Others are involved than those who had the memory in this region. */
    Objection involving(Supplier<Involved> others) {
        Objection copy = new Objection(this);
        copy.involved = others;
        return copy;
    }

    /** The operation leaves something else than the finding does as a rule. Asked for while the region's monitor is held. */
    public Objection leaving(Supplier<Aftermath> other) {
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
