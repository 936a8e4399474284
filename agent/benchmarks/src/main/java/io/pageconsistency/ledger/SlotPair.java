package io.pageconsistency.ledger;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import io.pageconsistency.Share;
import io.pageconsistency.benchmarks.pairs.BareCells;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.bitmap.SlotMap;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

/** An allocation and the free of the same slot, in the record alone. See {@link PagePair}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SlotPair {
    private static final int SLOTS = 512;
    private static final long SLOT_SIZE = 16;
    /** Odd, so that every slot is visited, and more than the cells of one cache line. */
    private static final int STEP = 33;

    private int slot;
    private BareCells bare;
    private SlotMap free;
    private SlotMap reserved;
    private Ledger ledger;
    private Region region;

    @Setup
    public void open() {
        bare = new BareCells(SLOTS);
        free = new SlotMap(SLOTS, SLOT_SIZE, 1, true);
        reserved = new SlotMap(SLOTS, SLOT_SIZE, 1, true);
        ledger = new Ledger();
        ledger.parties().mode(Share.OFF);
        region = ledger.open("benchmark", this, new Geometry(0, 0, SLOTS * SLOT_SIZE, SLOTS * SLOT_SIZE, true), true);
        ledger.reserve(region, 0, 1);
        for (int i = 0; i < SLOTS; i++) {
            healthy(reserved.reserve(i));
            ledger.reserveSlot(region, 0, 1, SLOTS, SLOT_SIZE, i);
        }
    }

    @TearDown
    public void verify() {
        if (ledger.reports().violations() != 0) {
            throw new IllegalStateException("a healthy pair was reported");
        }
    }

    private int next() {
        slot = slot + STEP & SLOTS - 1;
        return slot;
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
        int i = next();
        done(bare.store(i, 1, (short) 0, (short) 1));
        done(bare.store(i, 1, (short) 1, (short) 0));
    }

    /** The steps of hand out and take back. */
    @Benchmark
    public void bareStoreAndSwap() {
        int i = next();
        done(bare.store(i, 1, (short) 0, (short) 1));
        done(bare.swap(i, 1, (short) 1, (short) 0));
    }

    @Benchmark
    public void mapReserveRelease() {
        int i = next();
        healthy(free.reserve(i));
        healthy(free.release(i));
    }

    @Benchmark
    public void mapHandOutTakeBack() {
        int i = next();
        healthy(reserved.handOut(i));
        healthy(reserved.takeBack(i));
    }

    @Benchmark
    public void ledgerHandOutTakeBack() {
        int i = next();
        ledger.handOutSlot(region, 0, 1, i, i * SLOT_SIZE, SLOT_SIZE);
        ledger.takeBackSlot(region, 0, 1, i);
    }
}
