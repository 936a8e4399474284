package io.pageconsistency.ledger;

import java.util.HashMap;
import java.util.Map;

import io.pageconsistency.Violation;

/**
 * Units (pages, or slots) whose state has been wrong once, and the violation that began it.
 *
 * <p>What goes wrong with such a unit later follows from the same fault: a handle freed twice is soon handed out twice and
 * freed again. It stops being contested when it is released and then reserved afresh, both without a finding. A reserve
 * alone is not enough, because the pool may have the unit in its free list twice. Where it is known to have, its being given
 * to a second one follows from that fault for good: all releases and reserves may have been about one of the two.
 *
 * <p>Thread-safe. Exists only in regions that had a violation, so it may lock.
 */
final class Contested {
    /** How near its end the contest about a unit is. */
    private enum Stage {
        OPEN, RELEASED, OVER
    }

    /**
     * @param stage over only where there is a surplus, or there would be nothing to remember
     * @param surplus whether the pool has the unit once more than there is
     * @param carried a violation that is yet to be thrown, or null
     */
    private record Contest(int cause, Stage stage, boolean surplus, Violation carried) {
        Contest at(Stage next) {
            return new Contest(cause, next, surplus, carried);
        }

        Contest with(boolean nowSurplus) {
            return new Contest(cause, stage, nowSurplus, carried);
        }

        Contest carrying(Violation violation) {
            return new Contest(cause, stage, surplus, violation);
        }

        /** What is left of it when it ends. */
        Contest over() {
            return surplus ? new Contest(cause, Stage.OVER, true, null) : null;
        }

        boolean explains(boolean givenTwice) {
            return stage != Stage.OVER || surplus && givenTwice;
        }
    }

    private final Map<Long, Contest> contests = new HashMap<>();

    /**
     * The violation that the first contested unit of the range goes back to, or 0.
     *
     * @param givenTwice whether it is asked for because somebody was given the range of which another has a part
     */
    synchronized int cause(long first, long count, boolean givenTwice) {
        if (count > contests.size()) {
            return contests.entrySet().stream()
                    .filter(e -> e.getKey() >= first && e.getKey() - first < count && e.getValue().explains(givenTwice))
                    .mapToInt(e -> e.getValue().cause()).min().orElse(0);
        }
        for (long unit = first; unit < first + count; unit++) {
            Contest contest = contests.get(unit);
            if (contest != null && contest.explains(givenTwice)) {
                return contest.cause();
            }
        }
        return 0;
    }

    /** Begins, or begins again, the contest about each unit of a range. */
    synchronized void contest(long first, long count, int cause) {
        for (long unit = first; unit < first + count; unit++) {
            contests.merge(unit, new Contest(cause, Stage.OPEN, false, null), (old, anew) -> anew.with(old.surplus()));
        }
    }

    /**
     * What is known of a contested unit: that the pool has been given it when it had it, so that it has it once too often; or that
     * it has given it out when it had given it out, and has it no more.
     */
    synchronized void surplus(long unit, boolean surplus) {
        contests.computeIfPresent(unit, (u, contest) -> contest.with(surplus));
    }

    /** Has the units of a range, which are contested, carry a violation until one of them crosses. */
    synchronized void carry(long first, long count, Violation violation) {
        contests.replaceAll((unit, contest) -> unit >= first && unit - first < count ? contest.carrying(violation) : contest);
    }

    /** The violation that a range carries, or null; it is told once. */
    synchronized Violation takeCarried(long first, long count) {
        Violation carried = contests.entrySet().stream()
                .filter(e -> e.getKey() >= first && e.getKey() - first < count && e.getValue().carried() != null)
                .map(e -> e.getValue().carried()).findFirst().orElse(null);
        if (carried != null) {
            contests.replaceAll((unit, contest) -> contest.carried() == carried ? contest.carrying(null) : contest);
        }
        return carried;
    }

    /** The range was released without a finding. */
    synchronized void released(long first, long count) {
        for (long unit = first; unit < first + count; unit++) {
            contests.computeIfPresent(unit, (u, contest) -> contest.stage() == Stage.OPEN ? contest.at(Stage.RELEASED) : contest);
        }
    }

    /** The range was reserved without a finding. */
    synchronized void reserved(long first, long count) {
        for (long unit = first; unit < first + count; unit++) {
            contests.computeIfPresent(unit, (u, contest) -> contest.stage() == Stage.OPEN ? contest : contest.over());
        }
    }

    /** What the units of the range are part of begins anew, and so do they. */
    synchronized void renewed(long first, long count) {
        for (Long unit : contests.keySet().stream().filter(each -> each >= first && each - first < count).toList()) {
            contests.computeIfPresent(unit, (u, contest) -> contest.over());
        }
    }

    /** Nothing follows from what was found in the range. */
    synchronized void drop(long first, long count) {
        contests.keySet().removeIf(unit -> unit >= first && unit - first < count);
    }
}
