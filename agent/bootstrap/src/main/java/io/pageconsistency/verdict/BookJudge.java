package io.pageconsistency.verdict;

import java.util.List;
import java.util.function.Supplier;

import io.pageconsistency.Operation;
import io.pageconsistency.Violation;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.region.Region;
import io.pageconsistency.region.Residue;
import io.pageconsistency.report.Incident;

/**
 * The cold path of what a pool's own books say otherwise than the record.
 *
 * <p>It has come to pass before, nobody knows when, so nobody on the stack is at fault, nothing is refused, and nobody is thrown it
 * but who asked for the look. The record stays as it is. What the pool will do because of its books follows from the finding. What
 * an earlier fault has left in the books is no news, and nothing is said of it.
 *
 * <p>Thread-safe.
 */
public final class BookJudge {
    private final Judge judge;

    public BookJudge(Judge judge) {
        this.judge = judge;
    }

    /**
     * Reports units of which the books say otherwise.
     *
     * @param finding whether the books have them as free, or in use
     * @param shown what is reported
     * @param differing all that lies in it of which the books say otherwise, in order
     * @param words what was expected, and what was found
     * @return whether it is reported
     */
    public boolean found(Finding finding, Unit shown, List<? extends Unit> differing, String words) {
        Region region = shown.region();
        return tell(finding, shown, words, () -> {
            Aftermath aftermath = new Aftermath(Operation.SCAN, region, shown.isPiece());
            for (Unit unit : differing) {
                aftermath.add(unit.start(), unit.endOfContest(), finding == Finding.BOOKS_FREE ? inUse(region) : 0);
            }
            return aftermath;
        });
    }

    /** Where a pool does not claim, what it takes for free it hands out at once. */
    private static int inUse(Region region) {
        return region.reserves() ? Residue.CLAIMED : Residue.HELD;
    }

    /** Reports a figure about a unit, of which nothing is left. */
    public boolean figure(Unit shown, String words) {
        return tell(Finding.BOOKS_CONTRADICT, shown, words, () -> new Aftermath(Operation.SCAN, shown.region(), shown.isPiece()));
    }

    private boolean tell(Finding finding, Unit shown, String words, Supplier<Aftermath> leaving) {
        Region region = shown.region();
        if (judge.ignores(region)) {
            return false;
        }
        Incident incident = judge.about(Objection.of(finding, Operation.SCAN, shown).saying(words));
        Violation violation;
        synchronized (region) {
            Aftermath aftermath = leaving.get();
            // A run that came back twice is joined with others, so that a fault of one operation may be seen in all books of the region.
            if (region.firstFault() != 0 || aftermath.cause(() -> null) != 0) {
                return false;
            }
            violation = judge.judged(incident, region, aftermath, 0, false);
        }
        judge.told(violation, false);
        return true;
    }
}
