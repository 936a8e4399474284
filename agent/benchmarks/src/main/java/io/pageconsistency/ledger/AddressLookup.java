package io.pageconsistency.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import io.pageconsistency.region.Directory;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

/** The lookup of a region by address, with few regions or many, of which all or few are looked up. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AddressLookup {
    public static final int FEW = 10;
    public static final int MANY = 100_000;
    public static final int HOT = 64;

    private static final long SEED = 20261120;
    private static final long SIZE = 4L << 20;
    /** Leaves gaps between regions, as there are between chunks. */
    private static final long STRIDE = 2 * SIZE;
    private static final long FIRST = 1L << 40;
    /** More lookups than a branch predictor can remember. */
    private static final int QUESTIONS = 1 << 16;

    private final Random random = new Random(SEED);
    private final Directory few = new Directory();
    private final Directory many = new Directory();
    private long[] toFew;
    private long[] toHot;
    private long[] toAll;
    private int next;

    @Setup
    public void fill() {
        List<Region> some = fill(few, FEW);
        List<Region> all = fill(many, MANY);
        toFew = questions(some);
        toHot = questions(all.subList(0, HOT));
        toAll = questions(all);
    }

    /** Opens regions in random order, as a program does. */
    private List<Region> fill(Directory directory, int count) {
        List<Region> regions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // One page each: this benchmark needs no cells, and the cells of a hundred thousand regions would only take memory.
            regions.add(new Region(i + 1, "benchmark", this, null,
                    new Geometry(FIRST + i * STRIDE, 0, SIZE, SIZE, false), true));
        }
        Collections.shuffle(regions, random);
        regions.forEach(directory::enter);
        return regions;
    }

    private long[] questions(List<Region> regions) {
        return random.longs(QUESTIONS, 0, SIZE).map(offset -> regions.get(random.nextInt(regions.size())).address() + offset)
                .toArray();
    }

    @Benchmark
    public Region tenRegions() {
        return find(few, toFew);
    }

    /** Looks up the few regions that a program uses, out of many. */
    @Benchmark
    public Region hot() {
        return find(many, toHot);
    }

    @Benchmark
    public Region uniform() {
        return find(many, toAll);
    }

    private Region find(Directory directory, long[] questions) {
        long address = questions[next++ & QUESTIONS - 1];
        Region region = directory.find(address);
        if (region == null) {
            throw new IllegalStateException("no region at " + address);
        }
        return region;
    }
}
