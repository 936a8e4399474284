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
 * One look at every cell of the record, region by region and large ones piece by piece, at whatever pace its owner goes.
 *
 * <p>When the cells of a region have been looked at, free memory is that is guarded. After that the record is compared with the
 * pool's own books.
 *
 * <p>Each cell is read at one instant, both bitmaps at once, so what other threads do meanwhile never looks like damage.
 * Regions that end before their turn, or amid it, are left out: their end has looked at them.
 *
 * <p>For one thread.
 */
public final class Scan {
    /** Why the record is looked at. */
    public enum Trigger { DEMAND, SCRUB }

    /** Pages of a piece, looked at without a pause: some 100 microseconds, and 1 GiB in pages of 8 KiB. */
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
    /** The one that has been begun, and its first page that was not looked at yet; null for none. */
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

    /** How many pieces are still to be looked at; all but the largest regions are of one piece. */
    public int left() {
        return left;
    }

    /** Looks at some pieces more; what is damaged is repaired and reported. */
    public void next(int count) {
        long start = System.nanoTime();
        for (int i = 0; i < count && left > 0; i++) {
            left--;
            piece();
        }
        nanos += System.nanoTime() - start;
    }

    private void piece() {
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

    /** Looks at all that is left, and tells the listeners what the whole came to. */
    public Validation finish() {
        next(left);
        Validation validation = new Outcome(trigger.name().toLowerCase(Locale.ROOT), scanned, words, damaged,
                books.auditedRegions(), books.unreadRegions(), books.mismatches(), nanos);
        reports.validated(validation);
        return validation;
    }
}
