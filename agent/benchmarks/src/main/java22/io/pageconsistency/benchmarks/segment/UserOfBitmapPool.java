package io.pageconsistency.benchmarks.segment;

import java.lang.foreign.MemorySegment;

import org.openjdk.jmh.infra.Blackhole;

import io.pageconsistency.benchmarks.pairs.PageUser;

/** Uses a {@link BitmapPool} of 2 048 pages of 4 KiB and keeps one of the pages. */
public final class UserOfBitmapPool implements PageUser {
    private final BitmapPool pool = new BitmapPool(2_048, 4_096);
    private final MemorySegment kept = pool.acquire();

    @Override
    public void takeAndGiveBack(Blackhole user) {
        MemorySegment page = pool.acquire();
        user.consume(page);
        pool.release(page);
    }

    @Override
    public String toString() {
        return "keeps " + kept;
    }
}
