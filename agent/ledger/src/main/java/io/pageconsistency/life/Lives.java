package io.pageconsistency.life;

import io.pageconsistency.Party;

/**
 * The last three lives of one buffer object: who got it and who released it, as far as that is on record.
 *
 * <p>Belongs to the object and goes with it; refers to nothing of the application but stacks that were recorded. Not synchronized: who
 * hands a buffer to another thread makes what was written here visible along with the buffer.
 */
public final class Lives {
    /** The name of the object's class. */
    private final String type;
    /** What the object is a part of, when it has a count of its own; else null. */
    private Lives origin;
    private long begun;
    private long ended;
    /** Null as long as the object has had one life. */
    private Past past;
    /** Null as long as no stack was kept. */
    private Stacks stacks;
    /** Whether the object is not to be used again for another buffer. */
    private boolean withheld;
    /** Whether a use of the dead buffer was reported that the library let pass. */
    private boolean accused;

    /** The two lives before the present one, the later one first. */
    private static final class Past {
        private long begun1;
        private long ended1;
        private long begun2;
        private long ended2;
    }

    /** Who got it and who released it, with their stacks: in the present life, and in the two before. */
    private static final class Stacks {
        private Party begun;
        private Party ended;
        private Party begun1;
        private Party ended1;
        private Party begun2;
        private Party ended2;
    }

    /** One life. Either party is null where it is not on record. */
    record Life(Party handedTo, Party releasedBy) {
    }

    Lives(Object buffer) {
        type = buffer.getClass().getName();
    }

    /** Somebody got the buffer. A buffer that is made is handed out once more by a pool that made it. */
    void begin(long moment) {
        if (ended != Moment.NONE) {
            shift();
        }
        begun = moment;
    }

    private void shift() {
        Past p = past;
        if (p == null) {
            p = new Past();
            past = p;
        }
        p.begun2 = p.begun1;
        p.ended2 = p.ended1;
        p.begun1 = begun;
        p.ended1 = ended;
        ended = Moment.NONE;
        accused = false;
        if (stacks != null) {
            shiftStacks(stacks);
        }
    }

    private void shiftStacks(Stacks s) {
        s.begun2 = s.begun1;
        s.ended2 = s.ended1;
        s.begun1 = s.begun;
        s.ended1 = s.ended;
        s.begun = null;
        s.ended = null;
        if (s.begun1 == null && s.ended1 == null && s.begun2 == null && s.ended2 == null) {
            stacks = null;
        }
    }

    /** Somebody released it for the last time. */
    void end(long moment) {
        ended = moment;
    }

    void handedTo(Party party) {
        stacks().begun = party;
    }

    void releasedBy(Party party) {
        stacks().ended = party;
    }

    private Stacks stacks() {
        if (stacks == null) {
            stacks = new Stacks();
        }
        return stacks;
    }

    void withhold() {
        withheld = true;
    }

    boolean isWithheld() {
        return withheld;
    }

    /** True the first time in a life. */
    boolean accuse() {
        boolean first = !accused;
        accused = true;
        return first;
    }

    void from(Lives parent) {
        origin = parent;
    }

    /** Null for a buffer with memory of its own. */
    Lives origin() {
        return origin;
    }

    /** The class's name, without its package. */
    String type() {
        return type.substring(type.lastIndexOf('.') + 1);
    }

    /** The lives on record, the latest first: one at least. */
    Life[] all() {
        Past p = past;
        Stacks s = stacks == null ? new Stacks() : stacks;
        Life present = new Life(known(s.begun, begun), known(s.ended, ended));
        if (p == null) {
            return new Life[] {present};
        }
        Life before = new Life(known(s.begun1, p.begun1), known(s.ended1, p.ended1));
        return p.ended2 == Moment.NONE ? new Life[] {present, before}
                : new Life[] {present, before, new Life(known(s.begun2, p.begun2), known(s.ended2, p.ended2))};
    }

    private static Party known(Party party, long moment) {
        return party != null ? party : Moment.party(moment);
    }
}
