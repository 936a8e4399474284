package io.pageconsistency.verdict;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Violation;
import io.pageconsistency.bitmap.Cells;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.bitmap.Repaired;
import io.pageconsistency.bitmap.SlotMap;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.Incident;
import io.pageconsistency.report.Reports;

/**
 * Repairs damaged cells and reports the damage, each once. Adjacent damaged cells are one finding, because one write probably
 * damaged them. Thread-safe.
 */
public final class Repair {
    private final Reports reports;
    private final Policy policy;

    public Repair(Reports reports, Policy policy) {
        this.reports = reports;
        this.policy = policy;
    }

    /** Repairs and reports all damage in a region, its slots included; returns the number of cells. */
    public int repair(Region region, Operation operation) {
        return repair(region, 0, region.pageCount(), operation) + repairSlots(region, operation);
    }

    /** Repairs and reports all damage in the slots of a region; returns the number of cells. */
    public int repairSlots(Region region, Operation operation) {
        int damaged = 0;
        for (int page = region.nextSlots(0); page >= 0; page = region.nextSlots(page + 1)) {
            SlotMap map = region.slotsAt(page);
            damaged += map == null ? 0 : repair(region, page, map, operation);
        }
        return damaged;
    }

    /** Repairs and reports all damage in the slots of a run; returns the number of cells. */
    public int repair(Region region, long page, SlotMap map, Operation operation) {
        return repair(region, map, page, 0, map.slots(), operation);
    }

    /** The same for the pages from {@code from} to before {@code to}; ignores pages outside the region. */
    public int repair(Region region, long from, long to, Operation operation) {
        return repair(region, region.pages, 0, Math.max(0, from), Math.min(region.pageCount(), to), operation);
    }

    private int repair(Region region, Cells cells, long run, long from, long to, Operation operation) {
        int damaged = 0;
        for (long i = cells.firstDamaged(from, to); i >= 0; i = cells.firstDamaged(i, to)) {
            Repaired first = cells.repair(i);
            long end = i + 1;
            while (first != null && end < to && cells.repair(end) != null) {
                end++;
            }
            if (first != null && region.state() != Region.State.ABANDONED) {
                damaged += end - i;
                tell(region, cells, run, first, end, operation);
            }
            i = end;
        }
        return damaged;
    }

    /** Reports damage. The units are not contested: they are unknown from now on, so no finding can follow from the damage. */
    private void tell(Region region, Cells cells, long run, Repaired first, long end, Operation operation) {
        boolean pages = cells == region.pages;
        long count = end - first.index();
        Extent extent = (pages ? new PageRun(region, first.index(), count)
                : new Slot(region, run, (SlotMap) cells, (int) first.index())).extent();
        String unit = pages ? "page " : "slot ";
        long shown = pages ? region.terms().page(first.index()) : first.index();
        String which = count == 1 ? "the cell of " + unit + shown + " is damaged"
                : "the cells of " + (pages ? "pages " : "slots ") + shown + " to " + (shown + count - 1) + " are damaged, the first";
        Violation violation = reports.create(Incident.of(Finding.CORRUPTED, operation).in(region).at(region.terms().shown(extent))
                .withExplanation(which + ": " + first.text() + "; the recorded state there counts as unknown from now on"));
        reports.violation(violation);
        policy.reported(violation);
    }
}
