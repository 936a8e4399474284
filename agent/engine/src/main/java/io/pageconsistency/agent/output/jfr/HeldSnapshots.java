package io.pageconsistency.agent.output.jfr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.pageconsistency.HolderFigures;
import io.pageconsistency.Holding;
import io.pageconsistency.Quoting;
import io.pageconsistency.background.Time;
import io.pageconsistency.ledger.HeldByStack;
import io.pageconsistency.ledger.Holdings;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.PoolClasses;

/**
 * Writes the holders of memory and the state of the pages, whenever JFR asks.
 *
 * <p>A snapshot takes long if much memory is held. So snapshots take at most a hundredth of all time. A quick snapshot is always
 * taken at the end of a chunk, because this is often the last data of a recording. Thread-safe.
 */
final class HeldSnapshots implements Runnable {
    static final int MOST_PLACES = 100;
    static final int MOST_REGIONS = 64;
    private static final int MOST_FRAMES = 48;
    private static final int SHARE = 100;
    private static final long QUICK_NANOS = 50_000_000;
    /** The guilty thread writes only regions up to this size, which takes well below a millisecond. */
    private static final int MOST_PAGES_AT_ONCE = 1 << 13;
    /** The number for a snapshot of a single region. */
    private static final int ALONE = 0;
    private static final int NO_PLACE = 0;

    private final Ledger ledger;
    private final Time time;
    private int snapshots;
    private long ended;
    private long took = -1;

    HeldSnapshots(Ledger ledger, Time time) {
        this.ledger = ledger;
        this.time = time;
    }

    @Override
    public synchronized void run() {
        if (took < 0 || time.nanos() - ended >= SHARE * took) {
            now();
        }
    }

    synchronized void atChunkEnd() {
        if (took < QUICK_NANOS) {
            now();
        } else {
            run();
        }
    }

    private void now() {
        long begun = time.nanos();
        try {
            if (new HolderEvent().isEnabled() || new RegionPagesEvent().isEnabled()) {
                write();
            }
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
        ended = time.nanos();
        took = ended - begun;
    }

    /**
     * Writes the pages of a region after a finding in it. Runs on the guilty thread, so that the pages are in the state of that
     * moment.
     */
    void found(int regionId) {
        if (!new RegionPagesEvent().isEnabled()) {
            return;
        }
        for (Region region : ledger.regions()) {
            if (region.id() == regionId && region.pageCount() <= MOST_PAGES_AT_ONCE) {
                PagesText text = new PagesText(region);
                long now = System.currentTimeMillis();
                Holdings.in(ledger, region).forEach(holding -> text.add(holding, NO_PLACE, age(holding, now)));
                commit(region, text, ALONE);
            }
        }
    }

    private void write() {
        snapshots++;
        List<Holding> holdings = Holdings.all(ledger);
        Map<String, Integer> places = holders(HeldByStack.of(ledger, holdings, MOST_PLACES, true).getHolders());
        if (new RegionPagesEvent().isEnabled()) {
            maps(holdings, places);
        }
    }

    /** @return the number of each place that took memory, by its allocator and calls */
    private Map<String, Integer> holders(List<HolderFigures> holders) {
        long now = System.currentTimeMillis();
        Map<String, Integer> places = new HashMap<>();
        for (HolderFigures holder : holders) {
            List<String> calls = List.of(holder.getStack());
            int place = places.size() + 1;
            places.put(key(holder.getAllocator(), calls), place);
            HolderEvent event = new HolderEvent();
            event.snapshot = snapshots;
            event.place = place;
            event.allocator = holder.getAllocator();
            event.calls = inOneLine(calls);
            event.heldBytes = holder.getBytes();
            event.heldPieces = SaturatedInt.of(holder.getPieces());
            event.estimatedBytes = holder.getEstimatedBytes();
            event.estimatedPieces = SaturatedInt.of(holder.getEstimatedPieces());
            event.age = holder.getOldestEpochMillis() == 0 ? -1 : Math.max(0, now - holder.getOldestEpochMillis());
            event.constant = holder.isConstant();
            event.commit();
        }
        return places;
    }

    private static String inOneLine(List<String> calls) {
        return Quoting.plain(calls.size() <= MOST_FRAMES ? String.join(" < ", calls)
                : String.join(" < ", calls.subList(0, MOST_FRAMES)) + " < " + (calls.size() - MOST_FRAMES) + " more");
    }

    private static String key(String allocator, List<String> calls) {
        return allocator + '\n' + String.join("\n", calls);
    }

    private void maps(List<Holding> holdings, Map<String, Integer> places) {
        Map<Integer, List<Holding>> byRegion = new HashMap<>();
        holdings.forEach(holding -> byRegion.computeIfAbsent(holding.regionId(), any -> new ArrayList<>()).add(holding));
        List<Region> regions = new ArrayList<>();
        for (Region region : ledger.regions()) {
            regions.add(region);
        }
        regions.sort(Comparator.comparingLong(Region::pagesReserved).reversed());
        PoolClasses classes = ledger.reports().poolClasses();
        long now = System.currentTimeMillis();
        for (Region region : regions.subList(0, Math.min(MOST_REGIONS, regions.size()))) {
            PagesText text = new PagesText(region);
            for (Holding holding : byRegion.getOrDefault(region.id(), List.of())) {
                List<String> calls = HeldByStack.calls(classes, holding).stream().map(StackTraceElement::toString).toList();
                text.add(holding, places.getOrDefault(key(holding.allocator(), calls), NO_PLACE), age(holding, now));
            }
            commit(region, text, snapshots);
        }
    }

    private static long age(Holding holding, long now) {
        return holding.holder() == null ? -1 : Math.max(0, now - holding.holder().when().toEpochMilli());
    }

    private static void commit(Region region, PagesText text, int snapshot) {
        RegionPagesEvent event = new RegionPagesEvent();
        event.snapshot = snapshot;
        event.regionId = region.id();
        event.allocator = region.allocator();
        event.address = region.address();
        event.pageSize = region.pageSize();
        event.pageCount = SaturatedInt.of(region.pageCount());
        event.states = text.toString();
        event.commit();
    }
}
