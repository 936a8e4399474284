package io.pageconsistency.ledger;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Violation;

/**
 * What faults have left of a region's memory, by {@linkplain Region#placeOf place}.
 *
 * <p>In two layers, because the states of pages and of what lies in them are two records of the same memory: a run may be claimed
 * while a slot of it is released. Thread-safe.
 */
final class Contests {
    /** Of whole pages. */
    final Contested pages = new Contested();
    /** Of slots, and of bytes. */
    final Contested pieces = new Contested();

    Contested of(Unit unit) {
        return unit.isPiece() ? pieces : pages;
    }

    /** An operation by the rules, before which the region had had so many findings; may end what is left of one. */
    void healthy(Operation operation, Unit unit, int findings) {
        of(unit).healthy(operation, unit.start(), unit.endOfContest(), findings);
        if (operation == Operation.RESERVE && !unit.isPiece()) {
            pieces.renewed(unit.start(), unit.end());
        }
    }

    /** Nothing follows from what was found about a unit. */
    void drop(Unit unit) {
        of(unit).drop(unit.start(), unit.endOfContest());
    }

    private Violation takeCarriedOfPages(Unit unit, boolean stays) {
        Region region = unit.region();
        Extent extent = unit.extent();
        return unit.isPiece() ? pages.takeCarried(region.placeOf(extent.page()), region.placeOf(extent.page() + extent.pageCount()), stays)
                : pages.takeCarried(unit.start(), unit.end(), stays);
    }

    /** The violation that memory carries which is about to cross, or null; parameters as for {@link Contested#takeCarried}. */
    Violation takeCarried(Unit unit, boolean stays) {
        Violation carried = takeCarriedOfPages(unit, stays);
        return carried != null ? carried : pieces.takeCarried(unit.start(), unit.end(), stays);
    }
}
