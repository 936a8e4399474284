package io.pageconsistency.ledger;

import java.util.HashMap;
import java.util.Map;

import io.pageconsistency.Violation;

/**
 * Units (pages, or slots) whose state has been wrong once, and the violation that began it.
 *
 * <p>What goes wrong with such a unit later follows from the same fault: a handle freed twice is soon handed out twice and
 * freed again. It stops being contested when it is released and then reserved afresh, both without a finding. A reserve
 * alone is not enough, because the pool may have the unit in its free list twice.
 *
 * <p>Thread-safe. Exists only in regions that had a violation, so it may lock.
 */
final class Contested {
    /** @param carried a violation that is yet to be thrown, or null */
    private record Contest(int cause, boolean released, Violation carried) {
    }

    private final Map<Long, Contest> contests = new HashMap<>();

    /** The violation that the first contested unit of the range goes back to, or 0. */
    synchronized int cause(long first, long count) {
        if (count > contests.size()) {
            return contests.entrySet().stream()
                    .filter(e -> e.getKey() >= first && e.getKey() - first < count)
                    .mapToInt(e -> e.getValue().cause()).min().orElse(0);
        }
        for (long unit = first; unit < first + count; unit++) {
            Contest contest = contests.get(unit);
            if (contest != null) {
                return contest.cause();
            }
        }
        return 0;
    }

    /** Begins, or begins again, the contest about each unit of a range. */
    synchronized void contest(long first, long count, int cause) {
        for (long unit = first; unit < first + count; unit++) {
            contests.put(unit, new Contest(cause, false, null));
        }
    }

    /** Has the units of a range, which are contested, carry a violation until one of them crosses. */
    synchronized void carry(long first, long count, Violation violation) {
        contests.replaceAll((unit, contest) -> unit >= first && unit - first < count
                ? new Contest(contest.cause(), contest.released(), violation) : contest);
    }

    /** The violation that a range carries, or null; it is told once. */
    synchronized Violation takeCarried(long first, long count) {
        Violation carried = contests.entrySet().stream()
                .filter(e -> e.getKey() >= first && e.getKey() - first < count && e.getValue().carried() != null)
                .map(e -> e.getValue().carried()).findFirst().orElse(null);
        if (carried != null) {
            contests.replaceAll((unit, contest) -> contest.carried() == carried
                    ? new Contest(contest.cause(), contest.released(), null) : contest);
        }
        return carried;
    }

    /** The range was released without a finding. */
    synchronized void released(long first, long count) {
        for (long unit = first; unit < first + count; unit++) {
            contests.computeIfPresent(unit, (u, contest) -> new Contest(contest.cause(), true, contest.carried()));
        }
    }

    /** The range was reserved without a finding. */
    synchronized void reserved(long first, long count) {
        for (long unit = first; unit < first + count; unit++) {
            contests.computeIfPresent(unit, (u, contest) -> contest.released() ? null : contest);
        }
    }

    /** Ends every contest in the range. */
    synchronized void drop(long first, long count) {
        contests.keySet().removeIf(unit -> unit >= first && unit - first < count);
    }
}
