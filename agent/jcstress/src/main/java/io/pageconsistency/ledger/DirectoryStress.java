package io.pageconsistency.ledger;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

import io.pageconsistency.region.Directory;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

/** Looks up regions by address while other threads open and close regions. */
public class DirectoryStress {
    private static final long NEIGHBOUR = 1L << 30;

    private static Region neighbour(long address) {
        return new Region(1, "neighbour", "owner", null, new Geometry(address, 0, 4_096, 4_096, true), true);
    }

    private static int neighbourSeen(Directory directory, Region neighbour) {
        return directory.find(NEIGHBOUR + 4_095) == neighbour ? 1 : 0;
    }

    @JCStressTest
    @Outcome(id = {"0, 1", "1, 1"}, expect = ACCEPTABLE, desc = "not yet there, or there and whole")
    @Outcome(expect = FORBIDDEN, desc = "half a region, or the neighbour gone")
    @State
    public static class FindWhileEntering {
        private final Directory directory = new Directory();
        private final Region neighbour = neighbour(NEIGHBOUR);

        public FindWhileEntering() {
            directory.enter(neighbour);
        }

        @Actor
        public void enter() {
            directory.enter(PublicationStress.region());
        }

        @Actor
        public void find(II_Result r) {
            r.r1 = PublicationStress.seen(directory.find((1L << 40) + 70_000));
            r.r2 = neighbourSeen(directory, neighbour);
        }
    }

    @JCStressTest
    @Outcome(id = {"0, 1", "1, 1"}, expect = ACCEPTABLE, desc = "still there, or gone")
    @Outcome(expect = FORBIDDEN, desc = "half a region, or the neighbour gone")
    @State
    public static class FindWhileRemoving {
        private final Directory directory = new Directory();
        private final Region neighbour = neighbour(NEIGHBOUR);
        private final Region leaving = PublicationStress.region();

        public FindWhileRemoving() {
            directory.enter(neighbour);
            directory.enter(leaving);
        }

        @Actor
        public void remove() {
            directory.remove(leaving);
        }

        @Actor
        public void find(II_Result r) {
            r.r1 = PublicationStress.seen(directory.find((1L << 40) + 70_000));
            r.r2 = neighbourSeen(directory, neighbour);
        }
    }

    @JCStressTest
    @Outcome(id = {"1, 1, 1"}, expect = ACCEPTABLE, desc = "both are there in the end")
    @Outcome(expect = FORBIDDEN, desc = "a region was lost")
    @State
    public static class TwoEnter {
        private final Directory directory = new Directory();
        private final Region one = neighbour(NEIGHBOUR - 4_096);
        private final Region other = neighbour(NEIGHBOUR);

        @Actor
        public void one(III_Result r) {
            directory.enter(one);
            r.r1 = directory.find(NEIGHBOUR - 1) == one ? 1 : 0;
        }

        @Actor
        public void other(III_Result r) {
            directory.enter(other);
            r.r2 = directory.find(NEIGHBOUR) == other ? 1 : 0;
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = directory.find(NEIGHBOUR - 4_096) == one && directory.find(NEIGHBOUR + 1) == other ? 1 : 0;
        }
    }

    @JCStressTest
    @Outcome(id = {"1, 0, 0", "0, 1, 0"}, expect = ACCEPTABLE, desc = "one of both ended it")
    @Outcome(expect = FORBIDDEN, desc = "a region ended twice, or not at all")
    @State
    public static class TwoEndARegion {
        private final Region region = PublicationStress.region();

        @Actor
        public void pool(III_Result r) {
            r.r1 = region.end(Region.State.CLOSED) ? 1 : 0;
        }

        @Actor
        public void collector(III_Result r) {
            r.r2 = region.end(Region.State.COLLECTED) ? 1 : 0;
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = region.isOpen() ? 1 : 0;
        }
    }
}
