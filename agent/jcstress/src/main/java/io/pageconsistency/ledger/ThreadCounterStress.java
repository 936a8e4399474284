package io.pageconsistency.ledger;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The count of threads that add to it with plain stores, or find their cell taken. */
public class ThreadCounterStress {
    @JCStressTest
    @Outcome(id = "4", expect = ACCEPTABLE, desc = "every one")
    @Outcome(expect = FORBIDDEN, desc = "some are lost")
    @State
    public static class NothingIsLost {
        private final ThreadCounter counter = new ThreadCounter();

        private void addTwo() {
            counter.increment();
            counter.increment();
        }

        @Actor
        public void one() {
            addTwo();
        }

        @Actor
        public void another() {
            addTwo();
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = (int) counter.sum();
        }
    }

    /** A thread that sees the count also sees the work that was done before counting. */
    @JCStressTest
    @Outcome(id = {"0, 0", "0, 1", "1, 1"}, expect = ACCEPTABLE, desc = "counted after it was done")
    @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "counted, and not to be seen")
    @State
    public static class CountedAfterItWasDone {
        private final ThreadCounter counter = new ThreadCounter();
        private int done;

        @Actor
        public void operation() {
            done = 1;
            counter.increment();
        }

        @Actor
        public void reader(II_Result r) {
            r.r1 = (int) counter.sum();
            r.r2 = done;
        }
    }

    /** A sum taken while other threads add grows, and never exceeds what was added. */
    @JCStressTest
    @Outcome(id = {"0, 0", "0, 1", "0, 2", "1, 1", "1, 2", "2, 2"}, expect = ACCEPTABLE, desc = "grows")
    @Outcome(expect = FORBIDDEN, desc = "shrinks, or counts what was not")
    @State
    public static class OnlyGrows {
        private final ThreadCounter counter = new ThreadCounter();

        @Actor
        public void operations() {
            counter.increment();
            counter.increment();
        }

        @Actor
        public void reader(II_Result r) {
            r.r1 = (int) counter.sum();
            r.r2 = (int) counter.sum();
        }
    }
}
