package io.pageconsistency.life;

import io.pageconsistency.Party;

/**
 * The last three lives of one buffer object: who got it and who released it, as far as that is on record.
 *
 * <p>Belongs to the object and goes with it; refers to nothing of the application but stacks that were recorded. Not synchronized: who
 * hands a buffer to another thread makes what was written here visible along with the buffer.
 *
 * <p>A life that is known by the same two moments as the one before it is not told apart from it, unless there is a stack: a thread
 * that uses an object a million times a second has nothing to write down but the first time.
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
    /** Null in a life of which nothing more is known than its moments, and of those before. */
    private Kept kept;

    /** The two lives before the present one, the later one first. */
    private static final class Past {
        private long begun1;
        private long ended1;
        private long begun2;
        private long ended2;
    }

    /** What is known of few. */
    private static final class Kept {
        /** Who got it and who released it, with their stacks: in the present life, and in the two before. */
        private Party begun;
        private Party ended;
        private Party begun1;
        private Party ended1;
        private Party begun2;
        private Party ended2;
        /** Whether the object is not to be used again for another buffer. */
        private boolean withheld;
        /** Whether a use of the dead buffer was reported that the library let pass. */
        private boolean accused;
        /** The violation that its last release was, or that of an earlier life which this one suffered from; 0 for none. */
        private int fault;
        /** The violation after which somebody may still come who takes a later life of the object for his own; 0 for none. */
        private int expected;

        private void shift() {
            begun2 = begun1;
            ended2 = ended1;
            begun1 = begun;
            ended1 = ended;
            begun = null;
            ended = null;
            accused = false;
            fault = 0;
        }

        private boolean isEmpty() {
            return begun1 == null && ended1 == null && begun2 == null && ended2 == null && !withheld && expected == 0;
        }
    }

    /** One life. Either party is null where it is not on record. */
    record Life(Party handedTo, Party releasedBy) {
    }

    Lives(Object buffer) {
        type = buffer.getClass().getName();
    }

    /** Somebody got the buffer. A buffer that is made is handed out once more by a pool that made it. */
    void begin(long moment) {
        if (begun != moment || ended != moment || kept != null || past == null) {
            beginAnother(moment);
        }
    }

    private void beginAnother(long moment) {
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

    /** Somebody released it for the last time. */
    void end(long moment) {
        if (ended != moment) {
            ended = moment;
        }
    }

    void handedTo(Party party) {
        kept().begun = party;
    }

    void releasedBy(Party party) {
        kept().ended = party;
    }

    /** Its last release was a violation, from which follows what the dead buffer is used for. */
    void endedBy(int violation) {
        Kept k = kept();
        k.fault = violation;
        k.expected = violation;
    }

    /**
     * A use of the dead buffer was refused. Whoever was cheated by a violation may come in a later life of the object only, and gives
     * back what is somebody else's; that he does once.
     *
     * @return the sequence of the violation from which it follows; 0 for none
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

    /** True the first time in a life. */
    boolean accuse() {
        Kept k = kept();
        boolean first = !k.accused;
        k.accused = true;
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
