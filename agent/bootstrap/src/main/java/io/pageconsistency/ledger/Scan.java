package io.pageconsistency.ledger;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;

import io.pageconsistency.Operation;
import io.pageconsistency.Validation;
import io.pageconsistency.freed.FreedMemory;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.Reports;
import io.pageconsistency.verdict.Judge;

/**
 * One scan of all cells: region by region, large regions piece by piece. The caller sets the pace.
 *
 * <p>For each region the scan checks the cells first, then the guarded free memory, and then compares the record with the pool's
 * own books.
 *
 * <p>Each cell is read at one instant, both halves at once, so an update by another thread never looks like damage. Regions that
 * are closed before or during their turn are left out, because closing checks their cells.
 *
 * <p>Not thread-safe.
 */
public final class Scan {
    /** What started the scan. */
    public enum Trigger { DEMAND, SCRUB }

    /** The pages of a piece, which is scanned without a pause: about 100 microseconds; 1 GiB in pages of 8 KiB. */
    static final int PIECE = 1 << 17;

    private record Outcome(String getTrigger, int getRegions, long getWords, int getDamaged, int getAudited, int getUnread,
            int getMismatches, long getNanos) implements Validation {
    }

    private final Trigger trigger;
    private final Judge judge;
    private final Reports reports;
    private final FreedMemory freed;
    private final Auditor auditor;
    private final Auditor.Sums books = new Auditor.Sums();
    private final Iterator<Region> regions;
    /** The region that the scan is in, or null; {@link #at} is its first page that was not scanned yet. */
    private Region region;
    private long at;
    private int left;
    private int scanned;
    private long words;
    private int damaged;
    private long nanos;

    Scan(Trigger trigger, List<Region> regions, Judge judge, Reports reports, FreedMemory freed, Auditor auditor) {
        this.trigger = trigger;
        this.judge = judge;
        this.reports = reports;
        this.freed = freed;
        this.auditor = auditor;
        this.regions = regions.iterator();
        for (Region each : regions) {
            left += (int) Math.max(1, (each.pages.length() + PIECE - 1) / PIECE);
        }
    }

    /** The number of pieces that are still to be scanned; all but the largest regions are one piece. */
    public int left() {
        return left;
    }

    /** Scans so many more pieces; repairs and reports damage. */
    public void next(int count) {
        long start = System.nanoTime();
        for (int i = 0; i < count && left > 0; i++) {
            left--;
            scanPiece();
        }
        nanos += System.nanoTime() - start;
    }

    private void scanPiece() {
        if (region == null) {
            region = regions.next();
            at = 0;
            if (region.isOpen()) {
                scanned++;
                words += region.words();
            }
        }
        long end = Math.min(region.pages.length() - at, PIECE) + at;
        if (region.isOpen()) {
            damaged += judge.repair().repair(region, at, end, Operation.SCAN);
        }
        at = end;
        if (at == region.pages.length()) {
            if (region.isOpen()) {
                damaged += judge.repair().repairSlots(region, Operation.SCAN);
                freed.check(region);
                auditor.audit(region, books);
            }
            region = null;
        }
    }

    /** Scans all that is left, and passes the result to the listeners. */
    public Validation finish() {
        next(left);
        Validation validation = new Outcome(trigger.name().toLowerCase(Locale.ROOT), scanned, words, damaged,
                books.auditedRegions(), books.unreadRegions(), books.mismatches(), nanos);
        reports.validated(validation);
        return validation;
    }
}
