package io.pageconsistency.demo.segment;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

import io.pageconsistency.ViolationKind;
import io.pageconsistency.demo.Tally;
import io.pageconsistency.demo.scenario.Scenario;

/** A former holder gives back memory that another user has got since. */
public final class StaleRelease implements Scenario {
    @Override
    public String name() {
        return "stale-release";
    }

    @Override
    public String story() {
        return "A former holder frees four pages again, although another user holds two of them by now.";
    }

    @Override
    public Tally expected() {
        return Tally.of(ViolationKind.STALE_FREE, 1);
    }

    @Override
    public void run(Consumer<String> say) {
        PagePool pool = Pools.open();
        MemorySegment four = pool.acquire(4);
        pool.release(four);
        MemorySegment two = pool.acquire(2);
        pool.release(four);
        say.accept("The two pages at 0x" + Long.toHexString(two.address()) + " are free, and still in use.");
    }
}
