package io.pageconsistency.bitmap;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two threads change the cells of one map. Results are the numbers of findings, and of pages in a state at the end. */
public class CellsStress {
    private static int finding(long packed) {
        return packed == Finding.NONE ? 0 : 1;
    }

    /** The numbers of held and of reserved pages in one figure; -1 if a cell is damaged. */
    private static int heldAndReserved(PageMap map) {
        return map.damaged() != 0 ? -1 : (int) (map.held() * 100 + map.reserved());
    }

    /** A pool claims pages under its own lock. Here that is the map's monitor. */
    @JCStressTest
    @Outcome(id = {"0, 1, 1", "1, 0, 1"}, expect = ACCEPTABLE, desc = "one of both is told")
    @Outcome(expect = FORBIDDEN, desc = "a double allocation is missed, or told twice")
    @State
    public static class TwoReserveOnePage {
        private final PageMap map = new PageMap(8, true, true);

        @Actor
        public void one(III_Result r) {
            synchronized (map) {
                r.r1 = finding(map.reserve(3, 1));
            }
        }

        @Actor
        public void other(III_Result r) {
            synchronized (map) {
                r.r2 = finding(map.reserve(3, 1));
            }
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = heldAndReserved(map);
        }
    }

    @JCStressTest
    @Outcome(id = {"0, 1, 1", "1, 0, 1"}, expect = ACCEPTABLE, desc = "one of both is told")
    @Outcome(expect = FORBIDDEN, desc = "a double free is missed, or told twice")
    @State
    public static class TwoTakeBackOnePage {
        private final PageMap map = new PageMap(8, true, true);

        public TwoTakeBackOnePage() {
            map.reserve(3, 1);
            map.handOut(3, 1);
        }

        @Actor
        public void one(III_Result r) {
            r.r1 = finding(map.takeBack(3, 1));
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = finding(map.takeBack(3, 1));
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = heldAndReserved(map);
        }
    }

    /** The two runs share only page 9. The pool's lock is held. */
    @JCStressTest
    @Outcome(id = {"0, 1, 4", "1, 0, 10"}, expect = ACCEPTABLE, desc = "one of both is told, and has changed nothing")
    @Outcome(expect = FORBIDDEN, desc = "the shared page is missed, or told twice")
    @State
    public static class TwoReserveRunsThatOverlap {
        private final PageMap map = new PageMap(24, true, true);

        @Actor
        public void one(III_Result r) {
            synchronized (map) {
                r.r1 = finding(map.reserve(6, 4));
            }
        }

        @Actor
        public void other(III_Result r) {
            synchronized (map) {
                r.r2 = finding(map.reserve(9, 10));
            }
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = map.damaged() != 0 ? -1 : (int) map.reserved();
        }
    }

    /** A pool that does not claim pages may have no lock, so its hand-outs are compare-and-sets. */
    @JCStressTest
    @Outcome(id = {"0, 1, 1", "1, 0, 1"}, expect = ACCEPTABLE, desc = "one of both is told")
    @Outcome(expect = FORBIDDEN, desc = "a double hand-out is missed, or told twice")
    @State
    public static class TwoHandOutOnePageWithoutALock {
        private final PageMap map = new PageMap(8, false, true);

        @Actor
        public void one(III_Result r) {
            r.r1 = finding(map.handOut(3, 1));
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = finding(map.handOut(3, 1));
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = map.damaged() != 0 ? -1 : (int) map.held();
        }
    }

    /** Consecutive hand-outs are stores. Meanwhile another thread may give the same page back a second time. */
    @JCStressTest
    @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "the second free came first, and is told")
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "it came after the hand-out, and has taken that back")
    @Outcome(id = "0, 2, 0", expect = ACCEPTABLE, desc = "the same, and it saw the hand-out only when it looked again")
    @Outcome(expect = FORBIDDEN, desc = "the store of one has undone what the other one recorded")
    @State
    public static class HandOutBesideASecondFree {
        private final PageMap map = new PageMap(8, false, false, true);

        public HandOutBesideASecondFree() {
            map.handOut(3, 1);
            map.takeBack(3, 1);
        }

        @Actor
        public void handOut(III_Result r) {
            r.r1 = finding(map.handOut(3, 1));
        }

        @Actor
        public void freeAgain(III_Result r) {
            long found = map.takeBack(3, 1);
            r.r2 = found != Finding.NONE && Finding.of(found) == Finding.SEEN_LATE ? 2 : finding(found);
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = map.damaged() != 0 ? -1 : (int) map.held();
        }
    }

    /** The two runs share only page 9. Both threads may get a finding and undo their change, but at least one must. */
    @JCStressTest
    @Outcome(id = {"0, 1, 4", "1, 0, 10"}, expect = ACCEPTABLE, desc = "one of both is told, and has changed nothing")
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "each met the other, and has changed nothing")
    @Outcome(expect = FORBIDDEN, desc = "the shared page is missed, or belongs to both")
    @State
    public static class TwoHandOutRunsThatOverlapWithoutALock {
        private final PageMap map = new PageMap(24, false, true);

        @Actor
        public void one(III_Result r) {
            r.r1 = finding(map.handOut(6, 4));
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = finding(map.handOut(9, 10));
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = map.damaged() != 0 ? -1 : (int) map.held();
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0, 808", expect = ACCEPTABLE, desc = "both see their pages only")
    @Outcome(expect = FORBIDDEN, desc = "an update of a neighbour was lost, or taken for one's own")
    @State
    public static class NeighboursAllocate {
        private final PageMap map = new PageMap(16, true, true);

        @Actor
        public void one(III_Result r) {
            r.r1 = finding(map.reserve(2, 3)) + finding(map.handOut(2, 3));
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = finding(map.reserve(5, 5)) + finding(map.handOut(5, 5));
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = heldAndReserved(map);
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0, 303", expect = ACCEPTABLE, desc = "both see their pages only")
    @Outcome(expect = FORBIDDEN, desc = "an update of a neighbour was lost, or taken for one's own")
    @State
    public static class NeighboursAllocateAndFree {
        private final PageMap map = new PageMap(16, true, true);

        public NeighboursAllocateAndFree() {
            map.reserve(5, 5);
            map.handOut(5, 5);
        }

        @Actor
        public void one(III_Result r) {
            r.r1 = finding(map.reserve(2, 3)) + finding(map.handOut(2, 3));
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = finding(map.takeBack(5, 5)) + finding(map.release(5, 5));
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = heldAndReserved(map);
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0, 102", expect = ACCEPTABLE, desc = "both see their slots only")
    @Outcome(expect = FORBIDDEN, desc = "an update of a neighbour was lost, or taken for one's own")
    @State
    public static class NeighbouringSlots {
        private final SlotMap map = new SlotMap(16, 512, 1, true);

        public NeighbouringSlots() {
            map.reserve(9);
            map.handOut(9);
        }

        @Actor
        public void one(III_Result r) {
            r.r1 = finding(map.reserve(8)) + finding(map.handOut(8));
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = finding(map.takeBack(9));
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = map.damaged() != 0 ? -1 : (int) (map.held() * 100 + map.reserved());
        }
    }

    /** Stores may miss a double hand-out. Then both threads give the slot back, and at least one must get a finding. */
    @JCStressTest
    @Outcome(id = {"0, 1, 1", "1, 0, 1"}, expect = ACCEPTABLE, desc = "one is told when it is handed out")
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "one is told when it comes back")
    @Outcome(expect = FORBIDDEN, desc = "a double hand-out is missed, or told twice")
    @State
    public static class TwoHandOutOneSlot {
        private final SlotMap map = new SlotMap(16, 512, 1, true);

        public TwoHandOutOneSlot() {
            map.reserve(9);
        }

        @Actor
        public void one(III_Result r) {
            r.r1 = finding(map.handOut(9));
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = finding(map.handOut(9));
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = finding(map.takeBack(9)) + finding(map.takeBack(9));
        }
    }
}
