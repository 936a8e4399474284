package io.pageconsistency.tracking;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import io.pageconsistency.ledger.PublicationStress;
import io.pageconsistency.region.Region;

/** The way from an owner to its region while the region is being entered. */
public class OwnersStress {
    /** A chunk with the plain field that the agent adds. */
    private static final class Chunk implements RegionCarrier {
        private Region region;

        @Override
        public Region pageConsistencyRegion() {
            return region;
        }

        @Override
        public void pageConsistencyRegion(Region newRegion) {
            region = newRegion;
        }
    }

    @JCStressTest
    @Outcome(id = {"0, 1", "1, 1"}, expect = ACCEPTABLE, desc = "none yet, or a whole region")
    @Outcome(expect = FORBIDDEN, desc = "a region of which something is missing, or lost")
    @State
    public static class OfACarrier {
        private final Owners owners = new Owners();
        private final Chunk chunk = new Chunk();

        @Actor
        public void put() {
            owners.put(chunk, PublicationStress.region());
        }

        @Actor
        public void find(II_Result r) {
            r.r1 = PublicationStress.seen(owners.of(chunk));
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = owners.of(chunk) == null ? 0 : 1;
        }
    }

    @JCStressTest
    @Outcome(id = {"0, 1", "1, 1"}, expect = ACCEPTABLE, desc = "none yet, or a whole region")
    @Outcome(expect = FORBIDDEN, desc = "a region of which something is missing, or lost")
    @State
    public static class OfAnyOwner {
        private final Owners owners = new Owners();
        private final Object chunk = new Object();

        @Actor
        public void put() {
            owners.put(chunk, PublicationStress.region());
        }

        @Actor
        public void find(II_Result r) {
            r.r1 = PublicationStress.seen(owners.of(chunk));
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = owners.of(chunk) == null ? 0 : 1;
        }
    }
}
