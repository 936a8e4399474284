package io.pageconsistency.life;

import io.pageconsistency.Party;

/**
 * The last three lives of one buffer object: for each life, who got the buffer and who released it, as far as that is on record.
 *
 * <p>Belongs to the buffer object and is collected with it. Refers to no object of the application, except through recorded stacks.
 * Not synchronized: code that passes a buffer to another thread with synchronisation makes these fields visible, too.
 *
 * <p>Without a stack, a life with the same two moments as the one before is not recorded. So a thread that uses an object a million
 * times a second writes these fields only once in each tick of the clock.
 */
public final class Lives {
    /** The name of the object's class. */
    private final String type;
    /** The buffer that this one is a part of, if this one has a reference count of its own; else null. */
    private Lives origin;
    private long begun;
    private long ended;
    /**
     * If nothing is known of the three lives but their moments, and the latest began and ended at one and the same, that moment;
     * otherwise {@link Moment#NONE}. One comparison with it tells that there is nothing to record.
     */
    private long steady;
    /** Null during the first life. */
    private Past past;
    /** Null if nothing but the moments is known of the three lives. */
    private Kept kept;

    /** The two lives before the present one, the later one first. */
    private static final class Past {
        private long begun1;
        private long ended1;
        private long begun2;
        private long ended2;
    }

    /** Details that only few buffers have. */
    private static final class Kept {
        /** The parties with stacks, in the present life and in the two before. */
        private Party begun;
        private Party ended;
        private Party begun1;
        private Party ended1;
        private Party begun2;
        private Party ended2;
        /** Whether the object is withheld from reuse. */
        private boolean withheld;
        /** Whether an unchecked access to the dead buffer was reported in this life. */
        private boolean reported;
        /** The violation that explains refusals in this life: its own wrong release, or one of an earlier life; 0 for none. */
        private int fault;
        /** The violation after which a former owner may still release a later life of the object; 0 for none. */
        private int expected;

        private void shift() {
            begun2 = begun1;
            ended2 = ended1;
            begun1 = begun;
            ended1 = ended;
            begun = null;
            ended = null;
            reported = false;
            fault = 0;
        }

        private boolean isEmpty() {
            return begun1 == null && ended1 == null && begun2 == null && ended2 == null && !withheld && expected == 0;
        }
    }

    /** One life. A party that is not on record is null. */
    record Life(Party handedTo, Party releasedBy) {
    }

    Lives(Object buffer) {
        type = buffer.getClass().getName();
    }

    /** Begins a life. A pool's new buffer begins twice: when it is created and when it is handed out. */
    void begin(long moment) {
        if (steady != moment) {
            beginAnother(moment);
        }
    }

    private void beginAnother(long moment) {
        steady = Moment.NONE;
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
        Kept k = kept;
        if (k != null) {
            k.shift();
            kept = k.isEmpty() ? null : k;
        }
    }

    /** Ends the life with the last release. */
    void end(long moment) {
        if (steady != moment) {
            ended = moment;
            steady = begun == moment && past != null && kept == null ? moment : Moment.NONE;
        }
    }

    void handedTo(Party party) {
        kept().begun = party;
    }

    void releasedBy(Party party) {
        kept().ended = party;
    }

    /** Notes that the last release was a violation, which explains later refusals of the dead buffer. */
    void endedBy(int violation) {
        Kept k = kept();
        k.fault = violation;
        k.expected = violation;
    }

    /**
     * A use of the dead buffer was refused. After a wrong release the rightful owner may release the object in a later life only,
     * and so give back another owner's buffer. This happens once.
     *
     * @return the sequence of the violation that explains the refusal; 0 for none
     */
    int refused() {
        Kept k = kept;
        if (k == null) {
            return 0;
        }
        if (k.fault == 0) {
            k.fault = k.expected;
        }
        k.expected = 0;
        return k.fault;
    }

    private Kept kept() {
        if (kept == null) {
            kept = new Kept();
            steady = Moment.NONE;
        }
        return kept;
    }

    void withhold() {
        kept().withheld = true;
    }

    boolean isWithheld() {
        Kept k = kept;
        return k != null && k.withheld;
    }

    /** Marks that an access was reported; true the first time in each life. */
    boolean markReported() {
        Kept k = kept();
        boolean first = !k.reported;
        k.reported = true;
        return first;
    }

    void from(Lives parent) {
        origin = parent;
    }

    /** The buffer that this one is a part of; null for none. */
    Lives origin() {
        return origin;
    }

    /** The class's name, without its package. */
    String type() {
        return type.substring(type.lastIndexOf('.') + 1);
    }

    /** The lives on record, the latest first; at least one. */
    Life[] all() {
        Past p = past;
        Kept k = kept == null ? new Kept() : kept;
        Life present = new Life(known(k.begun, begun), known(k.ended, ended));
        if (p == null) {
            return new Life[] {present};
        }
        Life before = new Life(known(k.begun1, p.begun1), known(k.ended1, p.ended1));
        return p.ended2 == Moment.NONE ? new Life[] {present, before}
                : new Life[] {present, before, new Life(known(k.begun2, p.begun2), known(k.ended2, p.ended2))};
    }

    private static Party known(Party party, long moment) {
        return party != null ? party : Moment.party(moment);
    }
}
