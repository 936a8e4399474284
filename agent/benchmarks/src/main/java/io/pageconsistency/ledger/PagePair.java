package io.pageconsistency.ledger;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import io.pageconsistency.Share;
import io.pageconsistency.benchmarks.pairs.BareCells;
import io.pageconsistency.benchmarks.pairs.PerPageBitmaps;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.bitmap.PageMap;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

/**
 * An allocation and the free of the same pages, in the record alone.
 *
 * <p>Each pair uses other pages than the one before, as in a real pool: the first page moves through a region of {@value #REGION}
 * pages. The class is in the ledger's package because the maps are not public.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PagePair {
    private static final int REGION = 2048;
    private static final long PAGE_SIZE = 8192;

    /** The number of pages of one operation. */
    @Param({"1", "8", "64"})
    public int count;

    private int step;
    private int page;
    private BareCells bare;
    private PerPageBitmaps bitmaps;
    private PerPageBitmaps checker;
    private PageMap free;
    private PageMap reserved;
    private Ledger ledger;
    private Region freeRegion;
    private Region reservedRegion;

    @Setup
    public void open() {
        // An odd step visits every page, and never the same cache line twice in a row.
        step = count == 1 ? 33 : count;
        bare = new BareCells(REGION);
        bitmaps = new PerPageBitmaps(REGION, false);
        checker = new PerPageBitmaps(REGION, true);
        free = new PageMap(REGION, true, true);
        reserved = new PageMap(REGION, true, true);
        healthy(reserved.reserve(0, REGION));
        ledger = new Ledger();
        ledger.parties().mode(Share.OFF);
        Geometry geometry = new Geometry(0, 0, REGION * PAGE_SIZE, PAGE_SIZE, true);
        freeRegion = ledger.open("benchmark", this, geometry, true);
        reservedRegion = ledger.open("benchmark", this, geometry, true);
        ledger.reserve(reservedRegion, 0, REGION);
    }

    @TearDown
    public void verify() {
        if (ledger.reports().violations() + bitmaps.violations() + checker.violations() != 0) {
            throw new IllegalStateException("a healthy pair was reported");
        }
    }

    private int next() {
        page = page + step & REGION - 1;
        return page;
    }

    private static void healthy(long finding) {
        if (finding != Finding.NONE) {
            throw new IllegalStateException(Finding.of(finding).text());
        }
    }

    private static void done(boolean asExpected) {
        if (!asExpected) {
            throw new IllegalStateException("a cell was not as it was left");
        }
    }

    /** The steps of reserve and free run. */
    @Benchmark
    public void bareStores() {
        int first = next();
        done(bare.store(first, count, (short) 0, (short) 1));
        done(bare.store(first, count, (short) 1, (short) 0));
    }

    /** The steps of hand out and take back. */
    @Benchmark
    public void bareStoreAndSwap() {
        int first = next();
        done(bare.store(first, count, (short) 0, (short) 1));
        done(bare.swap(first, count, (short) 1, (short) 0));
    }

    @Benchmark
    public void rfcBitmapsOnly() {
        int first = next();
        bitmaps.allocate(first, count);
        bitmaps.free(first, count);
    }

    @Benchmark
    public void rfc() {
        int first = next();
        checker.allocate(first, count);
        checker.free(first, count);
    }

    @Benchmark
    public void mapReserveRelease() {
        int first = next();
        healthy(free.reserve(first, count));
        healthy(free.release(first, count));
    }

    @Benchmark
    public void mapHandOutTakeBack() {
        int first = next();
        healthy(reserved.handOut(first, count));
        healthy(reserved.takeBack(first, count));
    }

    @Benchmark
    public void ledgerReserveRelease() {
        int first = next();
        ledger.reserve(freeRegion, first, count);
        ledger.release(freeRegion, first, count);
    }

    @Benchmark
    public void ledgerHandOutTakeBack() {
        int first = next();
        ledger.handOut(reservedRegion, first, count, first * PAGE_SIZE, count * PAGE_SIZE);
        ledger.takeBack(reservedRegion, first, count);
    }
}
