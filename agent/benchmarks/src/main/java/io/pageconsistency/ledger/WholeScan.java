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

import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

/** A scan of every cell of a ledger whose regions have {@link #pages} pages each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WholeScan {
    /** Together 8 GiB of 8 KiB pages, whose record has two megabytes. */
    public static final int CELLS = 1 << 20;
    private static final long PAGE_SIZE = 8192;

    /** The pages of one region: those of a chunk of 4 MiB, of a chunk of 16 MiB, or all pages. */
    @Param({"512", "2048", "1048576"})
    public int pages;

    private Ledger ledger;
    private short[] bare;

    @Setup
    public void open() {
        ledger = new Ledger();
        bare = new short[CELLS];
        for (long page = 0; page < CELLS; page += pages) {
            Region region = ledger.open("benchmark", this,
                    new Geometry((page + 1) * PAGE_SIZE, 0, pages * PAGE_SIZE, PAGE_SIZE, true), true);
            ledger.reserve(region, 0, pages / 2);
        }
    }

    @TearDown
    public void verify() {
        if (ledger.reports().violations() != 0) {
            throw new IllegalStateException("a healthy record was reported");
        }
    }

    /** Reads the cells without checking them. */
    @Benchmark
    public int bareReads() {
        int read = 0;
        for (int i = 0; i < CELLS; i++) {
            read ^= bare[i];
        }
        return read;
    }

    @Benchmark
    public long validate() {
        return ledger.validate().getWords();
    }
}
