package io.pageconsistency.ledger;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicBoolean;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import io.pageconsistency.Share;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

/**
 * Memory goes from thread to thread through a volatile field, as a program or a pool's free list passes it on. There must never be
 * a finding. The extent spans two words of the record.
 */
public class HandOverStress {
    private static final long PAGE = 8_192;
    private static final long FIRST = 5;
    private static final long COUNT = 6;
    /** All states share it, because a ledger has large tables. Contested pages are kept for each region. */
    private static final Ledger LEDGER = new Ledger();

    static {
        LEDGER.parties().mode(Share.OFF);
    }

    private abstract static class Pool {
        final Region region = new Region(1, "stress", LEDGER, null, new Geometry(0, 0, 32 * PAGE, PAGE, true), true);

        final void allocate() {
            LEDGER.reserve(region, FIRST, COUNT);
            handOut();
        }

        final void handOut() {
            LEDGER.handOut(region, FIRST, COUNT, FIRST * PAGE, COUNT * PAGE);
        }

        final void takeBack() {
            LEDGER.takeBack(region, FIRST, COUNT);
        }

        final void release() {
            LEDGER.release(region, FIRST, COUNT);
        }

        /** Any finding leaves contested pages, and damage leaves a word unknown. */
        final int findings() {
            boolean known = region.pages.isKnown(FIRST) && region.pages.isKnown(FIRST + COUNT - 1);
            return region.contests() == null && known ? 0 : 1;
        }
    }

    @JCStressTest
    @Outcome(id = {"0, 0", "1, 0"}, expect = ACCEPTABLE, desc = "no finding")
    @Outcome(expect = FORBIDDEN, desc = "a healthy hand-over looks wrong")
    @State
    public static class FromUserToUser extends Pool {
        private volatile boolean passedOn;

        @Actor
        public void gets(II_Result r) {
            allocate();
            passedOn = true;
        }

        @Actor
        public void givesBack(II_Result r) {
            if (passedOn) {
                r.r1 = 1;
                takeBack();
                release();
            }
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = findings();
        }
    }

    /** A free is recorded before the pool gets the memory, and an allocation after the pool has claimed it. */
    @JCStressTest
    @Outcome(id = {"0, 0", "1, 0"}, expect = ACCEPTABLE, desc = "no finding")
    @Outcome(expect = FORBIDDEN, desc = "healthy re-use looks wrong")
    @State
    public static class ThroughThePoolsFreeList extends Pool {
        private final AtomicBoolean free = new AtomicBoolean();

        public ThroughThePoolsFreeList() {
            allocate();
        }

        @Actor
        public void givesBack(II_Result r) {
            takeBack();
            release();
            free.set(true);
        }

        @Actor
        public void gets(II_Result r) {
            if (free.compareAndSet(true, false)) {
                r.r1 = 1;
                allocate();
            }
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = findings();
        }
    }

    @JCStressTest
    @Outcome(id = {"0, 0", "1, 0"}, expect = ACCEPTABLE, desc = "no finding")
    @Outcome(expect = FORBIDDEN, desc = "healthy re-use looks wrong")
    @State
    public static class ThroughAThreadsCache extends Pool {
        private final AtomicBoolean cached = new AtomicBoolean();

        public ThroughAThreadsCache() {
            allocate();
        }

        @Actor
        public void givesBack(II_Result r) {
            takeBack();
            cached.set(true);
        }

        @Actor
        public void gets(II_Result r) {
            if (cached.compareAndSet(true, false)) {
                r.r1 = 1;
                handOut();
                takeBack();
            }
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = findings();
        }
    }

    /** The next neighbour begins where this memory ends, and comes and goes. The check of sizes looks at it. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "no finding")
    @Outcome(expect = FORBIDDEN, desc = "a neighbour is taken for a part")
    @State
    public static class BesideANeighbour extends Pool {
        public BesideANeighbour() {
            allocate();
        }

        @Actor
        public void givesBack(II_Result r) {
            takeBack();
            release();
        }

        @Actor
        public void neighbour(II_Result r) {
            long next = FIRST + COUNT;
            LEDGER.reserve(region, next, 9);
            LEDGER.handOut(region, next, 9, next * PAGE, 9 * PAGE);
            LEDGER.takeBack(region, next, 9);
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = findings();
        }
    }

    @JCStressTest
    @Outcome(id = {"0, 0", "1, 0"}, expect = ACCEPTABLE, desc = "no finding")
    @Outcome(expect = FORBIDDEN, desc = "healthy slots look wrong")
    @State
    public static class OfASlot extends Pool {
        private final AtomicBoolean passedOn = new AtomicBoolean();

        @Actor
        public void gets(II_Result r) {
            LEDGER.reserve(region, FIRST, COUNT);
            LEDGER.reserveSlot(region, FIRST, COUNT, 24, COUNT * PAGE / 24, 7);
            LEDGER.handOutSlot(region, FIRST, COUNT, 7, FIRST * PAGE + 7 * COUNT * PAGE / 24, COUNT * PAGE / 24);
            passedOn.set(true);
        }

        @Actor
        public void givesBack(II_Result r) {
            if (passedOn.get()) {
                r.r1 = 1;
                LEDGER.takeBackSlot(region, FIRST, COUNT, 7);
                LEDGER.releaseSlot(region, FIRST, COUNT, 7);
                LEDGER.release(region, FIRST, COUNT);
            }
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = findings() + (region.contests() == null ? 0 : 1);
        }
    }
}
