package io.pageconsistency.agent.audit;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.freed.KeptBack;
import io.pageconsistency.freed.Quarantine;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.Incident;
import io.pageconsistency.report.LedgerListener;
import io.pageconsistency.verdict.Unit;
import io.pageconsistency.verdict.Units;

/**
 * Finds memory that is claimed, has no holder, and is in no thread's cache. Memory in {@linkplain Quarantine quarantine} counts
 * like memory in a cache.
 *
 * <p>Threads use their caches without a lock. So at any moment some memory is on its way between a cache and its user. Memory that
 * two looks have found without a place is examined further:
 * <ol>
 * <li>From now on the ledger reports each operation.
 * <li>Each thread is seen outside of the pool once. A thread that was about to put memory into a cache has done so by then.
 * <li>The caches are read.
 * <li>Each thread is seen outside of the pool once more. A thread that had taken memory out of a cache has used it by then, and the
 * ledger has reported that.
 * </ol>
 *
 * <p>Memory without a reported operation is not on its way. If it had been in a cache, the reading would have found it. So it is
 * lost.
 *
 * <p>Not thread-safe.
 */
final class LostMemory {
    /** The number of looks at all stacks; together they take some milliseconds. */
    private static final int LOOKS = 20;

    /** A page, or a slot of the run that begins at the page. */
    private record Piece(long page, int slot) {
    }

    /** Collects the pieces of a region for which an operation was reported. */
    private static final class Watch implements LedgerListener {
        private final Region region;
        private final Set<Long> touched = ConcurrentHashMap.newKeySet();

        Watch(Region region) {
            this.region = region;
        }

        @Override
        public boolean wantsOperations() {
            return true;
        }

        /** The run of a slot counts as touched, so all slots of the run do. */
        @Override
        public void crossed(Operation operation, Region of, long page, long count, int slot) {
            for (long each = page; of == region && each < page + count; each++) {
                touched.add(each);
            }
        }
    }

    private final Ledger ledger;
    private final Supplier<List<Object>> caches;
    private final Quarantine quarantine;
    private final Outside outside;
    /** The pieces that had no place at the last look, for regions that have any. */
    private final Map<Region, Set<Piece>> suspects = new WeakHashMap<>();

    /** @param caches supplies the known caches of threads */
    LostMemory(Ledger ledger, Supplier<List<Object>> caches, Quarantine quarantine, Outside outside) {
        this.ledger = ledger;
        this.caches = caches;
        this.quarantine = quarantine;
        this.outside = outside;
    }

    /** @param owner the pool's own object for the region */
    void look(Region region, Object owner, Stock stock) throws Throwable {
        // After a fault the pool's caches may contain memory that is not theirs. After the first loss the rest is reported when the
        // region ends.
        if (region.firstFault() != 0 || region.firstLoss() != 0) {
            return;
        }
        Set<Piece> before = suspects.remove(region);
        Set<Piece> now = unplaced(region, owner, stock);
        if (now.isEmpty()) {
            return;
        }
        suspects.put(region, now);
        if (before != null) {
            now.retainAll(before);
            if (!now.isEmpty() && areLost(now, region, owner, stock) && region.isOpen()) {
                report(region, now);
            }
        }
    }

    /** Removes the pieces that may not be lost. Returns false if no piece is certainly lost. */
    private boolean areLost(Set<Piece> pieces, Region region, Object owner, Stock stock) throws Throwable {
        Watch watch = new Watch(region);
        ledger.watching(watch);
        try {
            Predicate<StackTraceElement> inside = frame -> stock.isInside(frame) || quarantine.isInside(frame);
            if (!outside.each(inside, LOOKS)) {
                return false;
            }
            pieces.retainAll(unplaced(region, owner, stock));
            if (pieces.isEmpty() || !outside.each(inside, LOOKS)) {
                return false;
            }
            pieces.retainAll(idle(region));
        } finally {
            ledger.watching(null);
        }
        pieces.removeIf(piece -> watch.touched.contains(piece.page));
        return !pieces.isEmpty();
    }

    /** Returns the pieces that are claimed, have no holder and are not in stock; an empty set if the stock cannot be read. */
    private Set<Piece> unplaced(Region region, Object owner, Stock stock) throws Throwable {
        Set<Piece> idle = idle(region);
        Stock.Shelf shelf = (page, count, slot) -> {
            for (long each = page; each < page + count; each++) {
                idle.remove(new Piece(each, slot));
            }
        };
        boolean read = idle.isEmpty() || stock.read(owner, caches.get(), shelf);
        for (KeptBack kept : idle.isEmpty() ? List.<KeptBack>of() : quarantine.of(region)) {
            shelf.has(kept.page(), kept.slot() == Extent.NO_SLOT ? kept.count() : 1, kept.slot());
        }
        return read ? idle : Set.of();
    }

    private static Set<Piece> idle(Region region) {
        Set<Piece> idle = new HashSet<>();
        Units.of(region).forEach(units -> units.forEachIdle(unit -> {
            Extent extent = unit.extent();
            long end = extent.slot() == Extent.NO_SLOT ? extent.page() + extent.pageCount() : extent.page() + 1;
            for (long page = extent.page(); page < end; page++) {
                idle.add(new Piece(page, extent.slot()));
            }
        }));
        return idle;
    }

    private void report(Region region, Set<Piece> lost) {
        Piece first = lost.stream().min((a, b) -> a.page != b.page ? Long.compare(a.page, b.page) : a.slot - b.slot).orElseThrow();
        long count = 1;
        while (first.slot == Extent.NO_SLOT && lost.contains(new Piece(first.page + count, Extent.NO_SLOT))) {
            count++;
        }
        long bytes = lost.stream().mapToLong(piece -> lengthOf(region, piece)).sum();
        Unit unit = unit(region, first, count);
        ledger.lost(Incident.of(ViolationKind.LEAK, Operation.SCAN)
                .withSummary("memory is lost inside the pool: it is claimed, has no holder, and is in no thread's cache")
                .withExplanation("expected what is claimed and not held to be in a thread's cache, but " + bytes + " bytes of the region"
                        + " are in none, and nobody is about to put them there; the first are shown")
                .withAllocatedBy(ledger.parties().lastHandOut(region, unit.start()))
                .withFreedBy(ledger.parties().lastTakeBack(region, unit.start())),
                region, unit.extent().page(), unit.extent().pageCount(), first.slot);
    }

    private static long lengthOf(Region region, Piece piece) {
        Unit unit = unit(region, piece, 1);
        return unit.end() - unit.start();
    }

    private static Unit unit(Region region, Piece piece, long pages) {
        boolean slot = piece.slot != Extent.NO_SLOT && region.slotsAt(piece.page) != null;
        return Unit.of(region, piece.page, slot ? region.slotsAt(piece.page).runPages() : pages, piece.slot);
    }
}
