package io.pageconsistency.poison;

import java.nio.ByteBuffer;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.freed.Guarded;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.Incident;
import io.pageconsistency.verdict.Unit;

/** A piece of free memory that is filled with the pattern. */
final class Poisoned extends Guarded {
    private final Poison poison;
    private final Unit unit;
    /** The pattern covers the memory before {@code head} and from {@code tail} on. */
    private final long head;
    private final long tail;
    private final Party freedBy;
    private final Party allocatedBy;

    /** @param unit the unit that was taken back; this is the whole of it or a part */
    Poisoned(Poison poison, Unit unit, long from, long end, long head, long tail, Party freedBy, Party allocatedBy) {
        super(unit.region(), from, end);
        this.poison = poison;
        this.unit = unit;
        this.head = Math.max(from, Math.min(head, end));
        this.tail = Math.min(end, Math.max(tail, this.head));
        this.freedBy = freedBy;
        this.allocatedBy = allocatedBy;
    }

    /** The number of bytes with the pattern. */
    long bytes() {
        return head - from() + end() - tail;
    }

    /** Writes the pattern; false if the memory cannot be accessed. */
    boolean fill() {
        return fill(from(), head) && fill(tail, end());
    }

    private boolean fill(long start, long before) {
        ByteBuffer memory = start < before ? poison.view(region(), start, before) : null;
        if (memory != null) {
            Pattern.fill(memory, start);
        }
        return memory != null || start >= before;
    }

    @Override
    public Runnable open(long start, long before, Why why) {
        poison.isLeft(-bytes(), -1);
        return why == Why.USED || why == Why.CLOSED ? looked(start, before, why == Why.USED ? Operation.HAND_OUT : Operation.CLOSE) : null;
    }

    @Override
    public Guarded rest(long start, long before) {
        Poisoned rest = new Poisoned(poison, unit, start, before, head, tail, freedBy, allocatedBy);
        if (rest.bytes() == 0) {
            return null;
        }
        poison.isLeft(rest.bytes(), 1);
        return rest;
    }

    /** Checks the pattern. Restores it after damage, so that each damage is reported once. */
    @Override
    public Runnable check() {
        Runnable found = looked(from(), end(), Operation.SCAN);
        if (found != null) {
            fill();
        }
        return found;
    }

    private Runnable looked(long start, long before, Operation operation) {
        poison.looked();
        Damage first = damage(start, Math.min(before, head));
        Damage later = damage(Math.max(start, tail), before);
        Damage damage = first == null ? later : first.and(later);
        // If the pool was collected, there is nobody left to blame.
        return damage == null || region().state() == Region.State.COLLECTED ? null
                : () -> poison.ledger().report(incident(damage, operation));
    }

    private Damage damage(long start, long before) {
        ByteBuffer memory = start < before ? poison.view(region(), start, before) : null;
        return memory == null ? null : Damage.in(memory, start);
    }

    private Incident incident(Damage damage, Operation operation) {
        Region region = region();
        long offset = damage.first() - unit.start();
        String extentOfIt = damage.bytes() == 1 ? "no other byte has" : damage.bytes() + " bytes have, up to byte " + (damage.last() - unit.start());
        String bit = damage.isOneBit() ? "; only one bit differs, which may be a hardware fault" : "";
        return Incident.of(ViolationKind.WRITE_AFTER_FREE, operation).in(region).at(memory())
                .withExplanation("expected the pattern that was written when it was freed (de ad f4 ee, repeated), but byte " + offset
                        + " (" + region.terms().inWords(damage.first()) + ") has changed; " + extentOfIt + "; it reads now: " + damage.dump() + bit)
                .withFreedBy(freedBy).withAllocatedBy(allocatedBy)
                .withEarlier(poison.ledger().parties().earlierOf(region, damage.first()));
    }

    private Extent memory() {
        return region().terms().shown(unit.extent());
    }
}
