package io.pageconsistency.life;

import java.lang.ref.ReferenceQueue;

import io.pageconsistency.Share;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.IdentityTable;
import io.pageconsistency.report.Incident;
import io.pageconsistency.verdict.Parties;

/**
 * The histories of all buffer objects in this virtual machine: finds them and decides what they record.
 *
 * <p>A buffer whose class has the added field records threads and times, and stacks as long as the budget of {@link Parties}
 * allows. Classes that were loaded before the agent have no such field. Of their buffers only those with a stack are recorded, in a
 * table with weak keys. Thread-safe.
 */
public final class BufferLives {
    private final Parties parties;
    private final Refusals refusals;
    private final Handles handles = new Handles();
    private final Clock clock = new Clock();
    private final IdentityTable<Entry> others = new IdentityTable<>(entry -> { });
    private volatile BufferReader reader;
    private volatile boolean seen;
    /** Not volatile: a stale value only means that a few buffers more or fewer are recorded in detail. */
    private boolean details;

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

    /** Starts recording histories and reporting refusals. */
    public void install(BufferReader of, Share withheld) {
        clock.tick();
        reader = of;
        withhold(withheld);
    }

    /** Sets which buffer objects are withheld from reuse from now on. */
    public void withhold(Share chosen) {
        handles.mode(chosen);
        updateDetails();
    }

    /** Stops recording and reporting. */
    public void uninstall() {
        reader = null;
        handles.mode(Share.OFF);
        details = false;
        seen = false;
    }

    /** Updates the coarse clock and refills the budget of handles. To be called regularly. */
    public void tick(int moreHandles) {
        clock.tick();
        handles.refill(moreHandles);
        updateDetails();
    }

    /** Whether the agent has seen any buffer. */
    public boolean seen() {
        return seen;
    }

    /** Null while nothing is recorded. */
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

    /** Whether stacks or withheld objects are wanted now. The healthy path pays for this one read. */
    boolean wantsDetails() {
        return details;
    }

    /** A buffer was handed out: records a stack, and withholds the object from reuse, if the budgets allow. */
    void begun(Object buffer, Lives lives) {
        if (parties.hasBudget()) {
            lives.handedTo(parties.stack());
        }
        if (handles.wants() && !lives.isWithheld() && reader != null && reader.isReusable(buffer)) {
            handles.chosen();
            lives.withhold();
        }
        updateDetails();
    }

    void ended(Lives lives) {
        if (lives.isWithheld()) {
            handles.returning();
        }
        if (parties.hasBudget()) {
            lives.releasedBy(parties.stack());
        }
        updateDetails();
    }

    private void updateDetails() {
        details = reader != null && (parties.hasBudget() || handles.wants());
    }

    /** The history of a buffer whose field is empty or missing; null if none is to be recorded. */
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
        Entry entry = details ? others.findOrAdd(buffer, queue -> new Entry(buffer, queue)) : others.find(buffer);
        return entry == null ? null : entry.lives;
    }

    /** The history of a buffer, or null. */
    Lives of(Object buffer) {
        if (buffer instanceof LivesCarrier carrier) {
            return (Lives) carrier.pageConsistencyLives();
        }
        Entry entry = others.find(buffer);
        return entry == null ? null : entry.lives;
    }

    /** Adds to an incident who last got a buffer and who released it, as far as that is on record. */
    public Incident lastParties(Object buffer, Incident incident) {
        Lives lives = of(buffer);
        Lives.Life last = lives == null ? null : lives.all()[0];
        return last == null ? incident : incident.withAllocatedBy(last.handedTo()).withFreedBy(last.releasedBy());
    }

    /** Whether a buffer object that is returned to its recycler is withheld from reuse. */
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
