package io.pageconsistency.life;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.pageconsistency.Extent;
import io.pageconsistency.LabelledParty;
import io.pageconsistency.Party;
import io.pageconsistency.Violation;
import io.pageconsistency.boot.OwnRights;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.report.Incident;

/**
 * Reports each use that a library refused because the buffer is dead, and adds the earlier parties to the library's exception.
 *
 * <p>One exception is reported once, even if it passes several hooks: a suppressed exception marks it as reported. While the agent
 * reads the dead buffer for the report, further refusals are ignored. Thread-safe.
 */
final class Refusals {
    /** The name of this module in options, events and reports. */
    static final String NAME = "netty-buffers";
    private static final String ADDED = "page-consistency: ";

    private final Ledger ledger;
    private final BufferLives lives;
    private final Set<Thread> busy = ConcurrentHashMap.newKeySet();

    Refusals(Ledger ledger, BufferLives lives) {
        this.ledger = ledger;
        this.lives = lives;
    }

    void refused(Object buffer, Throwable thrown, Use use) {
        BufferReader reader = lives.reader();
        if (reader == null || !busy.add(Thread.currentThread())) {
            return;
        }
        try {
            if (reader.isRefusal(thrown) && !isReported(thrown)) {
                Object dead = OwnRights.in(() -> reader.deadBuffer(buffer));
                Incident incident = incident(reader, dead, use).refusedByTheLibrary();
                tell(thrown, ledger.report(incident));
            }
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        } finally {
            busy.remove(Thread.currentThread());
        }
    }

    /** Marks an exception that looks like a refusal, but is about the memory and not about the buffer. */
    void notOfTheBuffer(Throwable thrown) {
        BufferReader reader = lives.reader();
        if (reader != null && reader.isRefusal(thrown) && !isReported(thrown)) {
            thrown.addSuppressed(new Throwable(ADDED + "the fault is in the memory, not in this buffer; it is reported separately"));
        }
    }

    /**
     * Reports an unchecked access, once in each life of a buffer, because a loop over all bytes would be reported for each byte.
     */
    void accessedDead(Object buffer) {
        BufferReader reader = lives.reader();
        if (reader == null || !busy.add(Thread.currentThread())) {
            return;
        }
        try {
            Object dead = OwnRights.in(() -> reader.deadBuffer(buffer));
            Lives of = lives.of(dead);
            if (of == null || of.markReported()) {
                ledger.report(incident(reader, dead, Use.ACCESS));
            }
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        } finally {
            busy.remove(Thread.currentThread());
        }
    }

    private static boolean isReported(Throwable thrown) {
        for (Throwable added : thrown.getSuppressed()) {
            if (added.getMessage() != null && added.getMessage().startsWith(ADDED)) {
                return true;
            }
        }
        return false;
    }

    private Incident incident(BufferReader reader, Object dead, Use use) {
        Lives of = lives.of(dead);
        long length = OwnRights.in(() -> reader.length(dead));
        String type = dead.getClass().getName();
        String buffer = type.substring(type.lastIndexOf('.') + 1);
        Incident incident = Incident.of(use.kind(), use.operation())
                .at(new Extent(0, 0, Extent.NO_SLOT, 0, length < 0 ? Extent.UNSAID : length));
        String expectation = "expected the buffer to be in use, but its reference count is 0";
        if (of == null) {
            return incident.in(NAME, 0, buffer).withExplanation(expectation);
        }
        Lives.Life[] all = of.all();
        incident = incident.withAllocatedBy(all[0].handedTo()).withFreedBy(all[0].releasedBy()).followingFrom(of.refused());
        for (int i = all.length - 1; i > 0; i--) {
            incident = incident.withParty("handed to", all[i].handedTo()).withParty("released by", all[i].releasedBy());
        }
        if (all.length > 1) {
            expectation += "; this object was another owner's buffer before. If this call is right, the release under 'freed by' was"
                    + " one too many: its caller had released the buffer already";
        }
        if (of.origin() != null) {
            Lives.Life origin = of.origin().all()[0];
            buffer += ", part of " + of.origin().type();
            incident = incident.withParty("whole handed to", origin.handedTo())
                    .withParty("whole released by", origin.releasedBy());
        }
        return incident.in(NAME, 0, buffer).withExplanation(expectation);
    }

    /**
     * Adds the parties as suppressed exceptions, in the order in which a log shows them: who released it, who got it, who had it
     * before.
     */
    private static void tell(Throwable thrown, Violation violation) {
        String name = violation.kind() + " #" + violation.sequence();
        add(thrown, name, "released by", violation.freedBy());
        add(thrown, name, "handed to", violation.allocatedBy());
        for (LabelledParty party : violation.parties()) {
            add(thrown, name, "before that " + party.label(), party.party());
        }
        if (!isReported(thrown)) {
            thrown.addSuppressed(new Throwable(ADDED + name + "; who released the buffer is not on record"));
        }
    }

    private static void add(Throwable thrown, String name, String label, Party party) {
        if (party != null) {
            Throwable added = new Throwable(ADDED + "the buffer was " + label + " \"" + party.thread() + "\" at " + party.when()
                    + " (" + name + ")");
            added.setStackTrace(party.stack());
            thrown.addSuppressed(added);
        }
    }
}
