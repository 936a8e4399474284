package io.pageconsistency.life;

import java.lang.ref.ReferenceQueue;

import io.pageconsistency.Share;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.IdentityTable;
import io.pageconsistency.report.Incident;
import io.pageconsistency.verdict.Parties;

/**
 * The lives of all buffer objects in this virtual machine, where they are found, and what is remembered of them.
 *
 * <p>Of every buffer that has a place for it: threads and times, and stacks while the budget of {@link Parties} lasts. Buffers of
 * classes that were loaded before the agent have no such place; of those the ones with a stack are kept in a table, weakly.
 * Thread-safe.
 */
public final class BufferLives {
    private final Parties parties;
    private final Refusals refusals;
    private final Handles handles = new Handles();
    private final Clock clock = new Clock();
    private final IdentityTable<Entry> others = new IdentityTable<>(entry -> { });
    private volatile BufferReader reader;
    private volatile boolean seen;
    /** Plain: who reads an old one keeps a little more or less. */
    private boolean attentive;

    private static final class Entry extends IdentityTable.Entry {
        final Lives lives;

        Entry(Object buffer, ReferenceQueue<Object> queue) {
            super(buffer, queue);
            lives = new Lives(buffer);
        }
    }

    public BufferLives(Ledger ledger) {
        parties = ledger.parties();
        refusals = new Refusals(ledger, this);
    }

    /** From here on lives are remembered and refusals reported. */
    public void install(BufferReader of, Share withheld) {
        clock.tick();
        reader = of;
        withhold(withheld);
    }

    /** Chooses which objects are kept from being used again, from here on. */
    public void withhold(Share chosen) {
        handles.mode(chosen);
        attend();
    }

    /** Nothing is remembered or reported any more. */
    public void uninstall() {
        reader = null;
        handles.mode(Share.OFF);
        attentive = false;
        seen = false;
    }

    /** The time goes on. */
    public void tick(int moreHandles) {
        clock.tick();
        handles.refill(moreHandles);
        attend();
    }

    /** Whether any buffer was seen. */
    public boolean seen() {
        return seen;
    }

    /** Null while nothing is remembered. */
    BufferReader reader() {
        return reader;
    }

    Refusals refusals() {
        return refusals;
    }

    Handles handles() {
        return handles;
    }

    Clock clock() {
        return clock;
    }

    /** Whether more may be kept than moments; the healthy path pays for this one read. */
    boolean isAttentive() {
        return attentive;
    }

    /** Somebody got a buffer: perhaps the budget lasts for a stack, and for keeping the object from being used again. */
    void begun(Object buffer, Lives lives) {
        if (parties.wantsAny()) {
            lives.handedTo(parties.stack());
        }
        if (handles.wants() && !lives.isWithheld() && reader != null && reader.isReusable(buffer)) {
            handles.chosen();
            lives.withhold();
        }
        attend();
    }

    void ended(Lives lives) {
        if (lives.isWithheld()) {
            handles.returning();
        }
        if (parties.wantsAny()) {
            lives.releasedBy(parties.stack());
        }
        attend();
    }

    private void attend() {
        attentive = reader != null && (parties.wantsAny() || handles.wants());
    }

    /** The lives of a buffer that had none at the place for it. Null if there are none, and none are to be kept. */
    Lives first(Object buffer) {
        seen = true;
        if (reader == null) {
            return null;
        }
        if (buffer instanceof LivesCarrier carrier) {
            Lives lives = new Lives(buffer);
            carrier.pageConsistencyLives(lives);
            return lives;
        }
        Entry entry = attentive ? others.findOrAdd(buffer, queue -> new Entry(buffer, queue)) : others.find(buffer);
        return entry == null ? null : entry.lives;
    }

    /** What is remembered of a buffer, or null. */
    Lives of(Object buffer) {
        if (buffer instanceof LivesCarrier carrier) {
            return (Lives) carrier.pageConsistencyLives();
        }
        Entry entry = others.find(buffer);
        return entry == null ? null : entry.lives;
    }

    /** Says of a buffer who got it last and who released it, as far as that is on record. */
    public Incident lastParties(Object buffer, Incident incident) {
        Lives lives = of(buffer);
        Lives.Life last = lives == null ? null : lives.all()[0];
        return last == null ? incident : incident.withAllocatedBy(last.handedTo()).withFreedBy(last.releasedBy());
    }

    /** Whether an object that comes to its recycler is kept from it. */
    boolean withholds(Object object) {
        if (reader == null) {
            return false;
        }
        if (handles.isAll()) {
            return reader.isReusable(object);
        }
        Lives lives = object instanceof LivesCarrier || reader.isReusable(object) ? of(object) : null;
        boolean withheld = lives != null && lives.isWithheld();
        if (withheld) {
            handles.returned();
        }
        return withheld;
    }
}
