package io.pageconsistency.bitmap;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

import io.pageconsistency.Operation;

/** Reads the record while others write it. Both halves of a cell must be from one instant. */
public class ScanStress {
    private static void live(PageMap map) {
        map.reserve(3, 9);
        map.handOut(3, 9);
        map.takeBack(3, 9);
        map.release(3, 9);
    }

    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "no damage")
    @Outcome(expect = FORBIDDEN, desc = "a healthy cell looks damaged")
    @State
    public static class ScanWhilePagesChange {
        private final PageMap map = new PageMap(16, true, true);

        @Actor
        public void change() {
            live(map);
        }

        @Actor
        public void scan(II_Result r) {
            r.r1 = (int) map.firstDamaged(0) + 1;
            r.r2 = (int) map.damaged();
        }
    }

    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "no damage")
    @Outcome(expect = FORBIDDEN, desc = "a healthy cell looks damaged")
    @State
    public static class ScanWhileSlotsChange {
        private final SlotMap map = new SlotMap(20, 400, 1, true);

        @Actor
        public void change() {
            map.reserve(7);
            map.handOut(7);
            map.takeBack(7);
            map.release(7);
        }

        @Actor
        public void scan(I_Result r) {
            r.r1 = (int) map.damaged();
        }
    }

    /** At every instant, held pages are reserved, starts are held, and reserved pages are known. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "the states agree")
    @Outcome(expect = FORBIDDEN, desc = "a rule is seen half-way")
    @State
    public static class RulesWhilePagesChange {
        private final PageMap map = new PageMap(16, true, true);

        @Actor
        public void change() {
            live(map);
        }

        @Actor
        public void look(I_Result r) {
            for (int page = 0; page < 16; page++) {
                int state = Cell.state(map.cell(page));
                boolean held = (state & Cell.H) != 0;
                boolean claimed = (state & Cell.R) != 0;
                r.r1 |= state == Cell.DAMAGED || held && !claimed || (state & Cell.S) != 0 && !held
                        || claimed && (state & Cell.K) == 0 ? 1 : 0;
            }
        }
    }

    @JCStressTest
    @Outcome(id = {"1, 0, 0", "0, 1, 0"}, expect = ACCEPTABLE, desc = "one of both found it")
    @Outcome(expect = FORBIDDEN, desc = "one damage with no finder, or two")
    @State
    public static class TwoHealACell {
        private final PageMap map = new PageMap(16, true, true);

        public TwoHealACell() {
            map.flip(9, 1 << 12);
        }

        @Actor
        public void one(III_Result r) {
            r.r1 = map.repair(9) == null ? 0 : 1;
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = map.repair(9) == null ? 0 : 1;
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = (int) map.damaged();
        }
    }

    /**
     * An operation meets damage while a scan repairs it. The operation must be judged by the unknown pages, not by the damaged
     * state.
     */
    @JCStressTest
    @Outcome(id = {"0, 1, 909", "1, 0, 909"}, expect = ACCEPTABLE, desc = "one found it, and the operation took place")
    @Outcome(expect = FORBIDDEN, desc = "damage lost, told twice, or blamed on the operation")
    @State
    public static class OperationWhileRepairing {
        private final PageMap map = new PageMap(16, true, true);

        public OperationWhileRepairing() {
            map.reserve(3, 9);
            // Makes the record say that page 8 is free.
            map.flip(8, 1);
        }

        @Actor
        public void operate(III_Result r) {
            long finding = map.handOut(3, 9);
            while (finding != Finding.NONE && Finding.of(finding) == Finding.CORRUPTED) {
                r.r1 += map.repair(Finding.place(finding)) == null ? 0 : 1;
                finding = map.slowPath(Operation.HAND_OUT, 3, 9);
            }
            r.r1 += finding == Finding.NONE ? 0 : 10;
        }

        @Actor
        public void scan(III_Result r) {
            long damaged = map.firstDamaged(0);
            r.r2 = damaged < 0 || map.repair(damaged) == null ? 0 : 1;
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = map.damaged() != 0 ? -1 : (int) (map.held() * 100 + map.reserved());
        }
    }
}
