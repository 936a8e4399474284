package io.pageconsistency.pools;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Set;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

import io.pageconsistency.Share;
import io.pageconsistency.ledger.Ledger;

/**
 * Two threads use one pool. Findings are refused, so that each thread knows whether it caused the finding: 1 if it did, otherwise
 * 0.
 *
 * <p>Regions end when the pool of a state is collected. That is too late if objects are on record. Millions of states reach the
 * bound of that table, and an earlier holder that is no longer on record is rightly not refused.
 */
public class TrackedPoolsStress {
    private static final long BASE = 1L << 45;
    private static final long PAGE = 4_096;
    private static final Ledger LEDGER = new Ledger();
    private static final TrackedPools POOLS = new TrackedPools(LEDGER, address -> null);

    static {
        LEDGER.parties().mode(Share.OFF);
        LEDGER.policy().refuse(Set.of());
    }

    /** The common part of the states: a pool without any operation yet. */
    private static class Pool {
        private final PoolKind kind;
        private final Object pool = new Object();

        Pool(PoolKind.Unit unit) {
            kind = new PoolKind("stress", unit, PoolKind.Handles.IDENTITY, PAGE, true);
        }

        int out(Object handle, long where) {
            return POOLS.handedOut(kind, pool, handle, handle, where, PAGE) == null ? 0 : 1;
        }

        int back(Object handle, long where) {
            return POOLS.takingBack(kind, pool, handle, handle, where, PAGE) == null ? 0 : 1;
        }

        void close() {
            POOLS.closing(kind, pool);
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "both are in one record")
    @Outcome(expect = FORBIDDEN, desc = "one of them was recorded in a region that is not there any more")
    @State
    public static class FirstHandOuts extends Pool {
        public FirstHandOuts() {
            super(PoolKind.Unit.ADDRESS);
        }

        @Actor
        public void one(III_Result r) {
            r.r1 = out(this, BASE);
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = out(LEDGER, BASE + PAGE);
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = back(this, BASE) + back(LEDGER, BASE + PAGE);
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "it is known by one number")
    @Outcome(expect = FORBIDDEN, desc = "it was met twice")
    @State
    public static class FirstMeetings extends Pool {
        private final Object other = new Object();

        public FirstMeetings() {
            super(PoolKind.Unit.IDENTITY);
        }

        @Actor
        public void one(III_Result r) {
            r.r1 = out(this, 0);
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = out(other, 0);
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = back(this, 0) + back(other, 0);
        }
    }

    @JCStressTest
    @Outcome(id = {"0, 1", "1, 0"}, expect = ACCEPTABLE, desc = "one of them has it")
    @Outcome(expect = FORBIDDEN, desc = "both have it, or nobody")
    @State
    public static class OneForTwo extends Pool {
        public OneForTwo() {
            super(PoolKind.Unit.ADDRESS);
        }

        @Actor
        public void one(II_Result r) {
            r.r1 = out(this, BASE);
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = out(LEDGER, BASE);
        }
    }

    @JCStressTest
    @Outcome(id = {"0, 1", "1, 0", "1, 1"}, expect = ACCEPTABLE, desc = "at least one of them sees the other")
    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "they pass each other unseen")
    @State
    public static class OnTheGridAndOff extends Pool {
        public OnTheGridAndOff() {
            super(PoolKind.Unit.ADDRESS);
            out(this, BASE);
        }

        @Actor
        public void on(II_Result r) {
            r.r1 = out(this, BASE + 2 * PAGE);
        }

        @Actor
        public void off(II_Result r) {
            r.r2 = out(LEDGER, BASE + PAGE + 8);
        }
    }

    @JCStressTest
    @Outcome(id = {"0, 1", "1, 0"}, expect = ACCEPTABLE, desc = "one of them gives it back")
    @Outcome(expect = FORBIDDEN, desc = "both do, or neither")
    @State
    public static class TwoGiveItBack extends Pool {
        public TwoGiveItBack() {
            super(PoolKind.Unit.ADDRESS);
            out(this, BASE);
        }

        @Actor
        public void one(II_Result r) {
            r.r1 = back(this, BASE);
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = back(this, BASE);
        }
    }

    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the earlier holder is refused, the present one is not")
    @Outcome(expect = FORBIDDEN, desc = "the innocent one suffers")
    @State
    public static class AnEarlierHolder extends Pool {
        public AnEarlierHolder() {
            super(PoolKind.Unit.ADDRESS);
            out(LEDGER, BASE);
            back(LEDGER, BASE);
            out(this, BASE);
        }

        @Actor
        public void present(II_Result r) {
            r.r1 = back(this, BASE);
        }

        @Actor
        public void earlier(II_Result r) {
            r.r2 = back(LEDGER, BASE);
        }

        @Arbiter
        public void end(II_Result r) {
            close();
        }
    }
}
