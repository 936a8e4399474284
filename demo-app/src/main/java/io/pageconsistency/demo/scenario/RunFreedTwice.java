package io.pageconsistency.demo.scenario;

import java.util.function.Consumer;

import io.netty.buffer.PoolBreaker;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.demo.Tally;

/** A run of pages is given back to its arena twice. */
final class RunFreedTwice implements Scenario {
    private static final int SIZE = 64 * 1024;

    @Override
    public String name() {
        return "run-freed-twice";
    }

    @Override
    public String story() {
        return "A buffer of 64 KiB, a run of 8 pages, goes back to its arena twice.";
    }

    @Override
    public Tally expected() {
        return Tally.of(ViolationKind.DOUBLE_FREE, 1);
    }

    @Override
    public void run(Consumer<String> say) {
        PoolBreaker buffer = new PoolBreaker(Pools.withoutCaches().directBuffer(SIZE));
        buffer.release();
        buffer.freeAgain();
        say.accept("Netty accepted both, and counts 8 pages more than it has.");
    }
}
