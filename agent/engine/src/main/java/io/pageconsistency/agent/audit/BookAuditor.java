package io.pageconsistency.agent.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

import io.pageconsistency.background.AgentThread;
import io.pageconsistency.background.Waiting;
import io.pageconsistency.freed.Quarantine;
import io.pageconsistency.ledger.Auditor;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Region;

/**
 * Audits regions, one after the other.
 *
 * <p>A difference is reported once, for as long as it exists. If the pool's locks are monitors, which cannot be acquired with a
 * timeout, another thread enters them. While that thread is still waiting, no other such audit starts. Thread-safe.
 */
public final class BookAuditor implements Auditor {
    private static final long PATIENCE = 500;

    private final Ledger ledger;
    private final Function<Object, Books> books;
    /** The known differences of each region that has any. */
    private final Map<Region, List<Difference>> known = new WeakHashMap<>();
    private final LostMemory lost;
    /** The look that is inside the pool's monitors or waits for them; null for none. */
    private Look inside;

    /**
     * @param books returns the books for a region's owner; null if none are known
     * @param caches supplies the known caches of threads
     * @param quarantine the memory that pools have not got back yet
     */
    public BookAuditor(Ledger ledger, Function<Object, Books> books, Supplier<List<Object>> caches, Quarantine quarantine) {
        this.ledger = ledger;
        this.books = books;
        this.lost = new LostMemory(ledger, caches, quarantine, Outside.ofThisJvm());
    }

    @Override
    public synchronized void audit(Region region, Sums sums) {
        Object owner = region.get();
        try {
            Books kept = owner == null ? null : books.apply(owner);
            if (kept != null && kept.areKept(owner)) {
                Comparison comparison = compare(kept, owner, region);
                // A region is marked as ended before the record of its memory changes.
                if (comparison != null && region.isOpen()) {
                    sums.audited(report(region, comparison.differences()));
                    if (comparison.isClean() && kept.stock() != null) {
                        lost.look(region, owner, kept.stock());
                    }
                } else if (region.isOpen()) {
                    sums.unread();
                }
            }
        } catch (Throwable e) {
            ledger.reports().swallow(e);
            sums.unread();
        }
    }

    /** Returns null if the books could not be read. */
    private Comparison compare(Books kept, Object owner, Region region) throws Throwable {
        Comparison comparison = new Comparison(region);
        if (!kept.areBehindMonitors()) {
            return kept.compare(owner, comparison) ? comparison : null;
        }
        if (inside != null && inside.thread.isAlive()) {
            return null;
        }
        Look look = new Look(kept, owner, comparison);
        inside = look;
        look.thread.start();
        return look.outcome() ? comparison : null;
    }

    private int report(Region region, List<Difference> differences) {
        List<Difference> before = known.getOrDefault(region, List.of());
        List<Difference> still = new ArrayList<>(before);
        still.removeIf(old -> differences.stream().noneMatch(old::covers));
        int reported = 0;
        for (Difference difference : differences) {
            if (before.stream().noneMatch(old -> old.covers(difference))) {
                still.add(difference);
                reported += difference.report(ledger.books(), region) ? 1 : 0;
            }
        }
        if (still.isEmpty()) {
            known.remove(region);
        } else {
            known.put(region, still);
        }
        return reported;
    }

    /** Reads books that a monitor protects. */
    private static final class Look implements Runnable {
        /** The books and the owner are null after the look, because the last look must not keep a pool reachable. */
        private Books kept;
        private Object owner;
        private final Comparison comparison;
        private boolean read;
        private Throwable thrown;
        private final Thread thread;

        Look(Books kept, Object owner, Comparison comparison) {
            this.kept = kept;
            this.owner = owner;
            this.comparison = comparison;
            thread = AgentThread.of("audit", this);
        }

        @Override
        public void run() {
            try {
                read = kept.compare(owner, comparison);
            } catch (Throwable e) {
                thrown = e;
            } finally {
                kept = null;
                owner = null;
            }
        }

        boolean outcome() throws Throwable {
            if (!Waiting.untilEnd(thread, PATIENCE)) {
                return false;
            }
            if (thrown != null) {
                throw thrown;
            }
            return read;
        }
    }
}
