package io.pageconsistency.agent.output.mbean;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

import io.pageconsistency.PoolFigures;
import io.pageconsistency.RegionFigures;
import io.pageconsistency.region.Region;

/** How full the regions are, one by one and by pool. */
final class FillLevels {
    /** The emptiest first, which is removed first. */
    private static final Comparator<OfRegion> EMPTIEST = Comparator.<OfRegion>comparingLong(OfRegion::getPagesHeld)
            .thenComparingLong(OfRegion::getPagesReserved).thenComparing(OfRegion::getId, Comparator.reverseOrder());

    private record OfRegion(int getId, String getAllocator, long getAddress, long getCapacity, long getPageSize,
            long getPageCount, long getPagesReserved, long getPagesHeld) implements RegionFigures {
        static OfRegion of(Region region) {
            return new OfRegion(region.id(), region.allocator(), region.address(), region.size(), region.pageSize(),
                    region.pagesKnown(), region.pagesReserved(), region.pagesHeld());
        }
    }

    private record OfPool(int getRegions, long getTrackedBytes, long getPageCount, long getPagesReserved, long getPagesHeld,
            long getBitmapBytes) implements PoolFigures {
        static OfPool of(Region region) {
            return new OfPool(1, region.size(), region.pagesKnown(), region.pagesReserved(), region.pagesHeld(),
                    region.bitmapBytes());
        }

        OfPool plus(OfPool other) {
            return new OfPool(getRegions + other.getRegions, getTrackedBytes + other.getTrackedBytes,
                    getPageCount + other.getPageCount, getPagesReserved + other.getPagesReserved,
                    getPagesHeld + other.getPagesHeld, getBitmapBytes + other.getBitmapBytes);
        }
    }

    private FillLevels() {
    }

    static Map<String, PoolFigures> byPool(Iterable<Region> regions) {
        Map<String, OfPool> sums = new TreeMap<>();
        for (Region region : regions) {
            sums.merge(region.allocator(), OfPool.of(region), OfPool::plus);
        }
        return new TreeMap<>(sums);
    }

    /** The regions with the most held pages, the fullest first. Keeps only this many in memory. */
    static List<RegionFigures> fullest(Iterable<Region> regions, int limit) {
        PriorityQueue<OfRegion> kept = new PriorityQueue<>(EMPTIEST);
        for (Region region : regions) {
            kept.add(OfRegion.of(region));
            if (kept.size() > limit) {
                kept.remove();
            }
        }
        List<OfRegion> fullest = new ArrayList<>(kept);
        fullest.sort(EMPTIEST.reversed());
        return List.copyOf(fullest);
    }
}
