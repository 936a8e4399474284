package io.pageconsistency.ledger;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.bitmap.PageMap;
import io.pageconsistency.bitmap.SlotMap;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

/**
 * How the description of a piece of memory becomes visible to other threads. Compares the litmus test of the kernel's slab metadata
 * with what a region does.
 */
public class PublicationStress {
    private static final int STRIDE = 16;

    /** Pointer and stride are two stores, so a reader may see the pointer without the stride. */
    @JCStressTest
    @Outcome(id = {"0, 0", "0, 16", "1, 16"}, expect = ACCEPTABLE, desc = "nothing, or all of it")
    @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "the pointer without the stride: why we never do this")
    @Outcome(expect = FORBIDDEN, desc = "out of thin air")
    @State
    public static class MetadataInTwoSteps {
        private int extents;
        private int stride;

        @Actor
        public void publish() {
            extents = 1;
            stride = STRIDE;
        }

        @Actor
        public void read(II_Result r) {
            r.r1 = extents;
            r.r2 = stride;
        }
    }

    /** The kernel's remedy: release after the stride, acquire after the pointer. */
    @JCStressTest
    @Outcome(id = {"0, 0", "0, 16", "1, 16"}, expect = ACCEPTABLE, desc = "nothing, or all of it")
    @Outcome(expect = FORBIDDEN, desc = "the pointer without the stride")
    @State
    public static class MetadataWithBarriers {
        private static final VarHandle EXTENTS;

        static {
            try {
                EXTENTS = MethodHandles.lookup().findVarHandle(MetadataWithBarriers.class, "extents", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        @SuppressWarnings("unused")
        private int extents;
        private int stride;

        @Actor
        public void publish() {
            stride = STRIDE;
            EXTENTS.setRelease(this, 1);
        }

        @Actor
        public void read(II_Result r) {
            r.r1 = (int) EXTENTS.getAcquire(this);
            r.r2 = stride;
        }
    }

    /** A region with every property set. */
    public static Region region() {
        return new Region(7, "stress", "owner", null, new Geometry(1L << 40, 64, 129L << 16, 1L << 16, true), true);
    }

    /** 0 for no region, 1 for a complete region, 2 for an incomplete one. Reads every property. */
    public static int seen(Region region) {
        if (region == null) {
            return 0;
        }
        boolean described = region.id() == 7 && "stress".equals(region.allocator()) && region.address() == 1L << 40
                && region.size() == 129L << 16 && region.pageSize() == 1L << 16 && region.pageCount() == 129
                && region.offsetOf(64) == 0 && region.isOpen();
        PageMap pages = region.pages;
        boolean recorded = pages.damaged() == 0 && pages.reserve(0, 129) == Finding.NONE && pages.reserved() == 129;
        return described && recorded ? 1 : 2;
    }

    /** Threads race for a plain field of the pool's chunk. Final fields make up for the missing synchronisation. */
    @JCStressTest
    @Outcome(id = {"0", "1"}, expect = ACCEPTABLE, desc = "no region, or a whole one")
    @Outcome(expect = FORBIDDEN, desc = "a region of which something is missing")
    @State
    public static class RegionInAPlainField {
        private Region carried;

        @Actor
        public void publish() {
            carried = region();
        }

        @Actor
        public void read(I_Result r) {
            r.r1 = seen(carried);
        }
    }

    /** Slots are created at the first use, and then found by every holder of one. */
    @JCStressTest
    @Outcome(id = {"0", "1"}, expect = ACCEPTABLE, desc = "no slots, or all of them")
    @Outcome(expect = FORBIDDEN, desc = "slots of which something is missing")
    @State
    public static class SlotsOfARun {
        private final Region region = region();

        @Actor
        public void cut() {
            region.cut(3, new SlotMap(40, 512, 1, true));
        }

        @Actor
        public void read(I_Result r) {
            SlotMap map = region.slotsAt(3);
            if (map != null) {
                boolean whole = map.slots() == 40 && map.slotSize() == 512 && map.runPages() == 1 && !map.isUnknown(0)
                        && map.damaged() == 0 && map.reserve(39) == Finding.NONE;
                r.r1 = whole ? 1 : 2;
            }
        }
    }
}
