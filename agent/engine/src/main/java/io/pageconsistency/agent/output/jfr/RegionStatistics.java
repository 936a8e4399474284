package io.pageconsistency.agent.output.jfr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Region;

/**
 * Writes how full the regions are, whenever JFR asks.
 *
 * <p>Through these events a recording has the regions that were opened before it began. The regions with the most held pages have
 * an event each. The others are summed up by allocator, so that a program with a hundred thousand regions does not fill its
 * recordings.
 *
 * <p>Thread-safe.
 */
final class RegionStatistics implements Runnable {
    /** The number of regions with an event of their own each time. */
    static final int MOST = 256;

    private final Ledger ledger;

    RegionStatistics(Ledger ledger) {
        this.ledger = ledger;
    }

    private static final class Figures {
        private final int regionId;
        private final String allocator;
        private final long address;
        private int regions;
        private long capacity;
        private long pages;
        private long reserved;
        private long held;
        private long bitmaps;

        private Figures(int regionId, String allocator, long address) {
            this.regionId = regionId;
            this.allocator = allocator;
            this.address = address;
        }

        static Figures of(Region region) {
            Figures figures = new Figures(region.id(), region.allocator(), region.address());
            figures.regions = 1;
            figures.capacity = region.size();
            figures.pages = region.pagesKnown();
            figures.reserved = region.pagesReserved();
            figures.held = region.pagesHeld();
            figures.bitmaps = region.bitmapBytes();
            return figures;
        }

        void add(Figures other) {
            regions += other.regions;
            capacity += other.capacity;
            pages += other.pages;
            reserved += other.reserved;
            held += other.held;
            bitmaps += other.bitmaps;
        }

        void commit() {
            RegionStatisticsEvent event = new RegionStatisticsEvent();
            event.regionId = regionId;
            event.allocator = allocator;
            event.regions = regions;
            event.address = address;
            event.capacity = capacity;
            event.pageCount = SaturatedInt.of(pages);
            event.pagesReserved = SaturatedInt.of(reserved);
            event.pagesHeld = SaturatedInt.of(held);
            event.bitmapBytes = bitmaps;
            event.commit();
        }
    }

    @Override
    public void run() {
        try {
            if (new RegionStatisticsEvent().isEnabled()) {
                write();
            }
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }

    private void write() {
        List<Figures> figures = new ArrayList<>();
        for (Region region : ledger.regions()) {
            figures.add(Figures.of(region));
        }
        figures.sort(Comparator.<Figures>comparingLong(f -> f.held).reversed());
        figures.stream().limit(MOST).forEach(Figures::commit);
        Map<String, Figures> rest = new TreeMap<>();
        figures.stream().skip(MOST)
                .forEach(f -> rest.computeIfAbsent(f.allocator, allocator -> new Figures(0, allocator, 0)).add(f));
        rest.values().forEach(Figures::commit);
    }
}
