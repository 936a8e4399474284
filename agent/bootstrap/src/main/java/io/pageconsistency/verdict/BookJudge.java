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
 * Judges differences between a pool's own books and the record; cold path.
 *
 * <p>The difference arose earlier, at an unknown time. So no call on the stack is at fault, nothing is refused, and an error is
 * thrown only to the caller of the scan. The record stays as it is. Operations of the pool that its wrong books cause later follow
 * from this finding. Differences that an earlier fault explains are not reported.
 *
 * <p>Thread-safe.
 */
public final class BookJudge {
    private final Judge judge;

    public BookJudge(Judge judge) {
        this.judge = judge;
    }

    /**
     * Reports units on which books and record differ.
     *
     * @param finding whether the books show the units as free or as in use
     * @param shown the unit to report
     * @param differing all differing units inside it, in ascending order
     * @param words what was expected and what was found
     * @return whether it was reported
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

    /** The state in which the books are wrong: a pool that does not claim memory hands out at once what its books show as free. */
    private static int inUse(Region region) {
        return region.reserves() ? Residue.CLAIMED : Residue.HELD;
    }

    /** Reports a wrong figure in the books; it leaves no residue. */
    public boolean figure(Unit shown, String words) {
        return tell(Finding.BOOKS_CONTRADICT, shown, words, () -> new Aftermath(Operation.SCAN, shown.region(), shown.isPiece()));
    }

    private boolean tell(Finding finding, Unit shown, String words, Supplier<Aftermath> leaving) {
        Region region = shown.region();
        if (judge.ignores(region)) {
            return false;
        }
        Incident incident = judge.about(Objection.of(finding, Operation.SCAN, shown).withExplanation(words));
        Violation violation;
        synchronized (region) {
            Aftermath aftermath = leaving.get();
            // A run that was freed twice is merged with its neighbours, so one fault may show in all books of the region.
            if (region.firstFault() != 0 || aftermath.cause(() -> null) != 0) {
                return false;
            }
            violation = judge.register(incident, region, aftermath, 0, false);
        }
        judge.publish(violation, false);
        return true;
    }
}
