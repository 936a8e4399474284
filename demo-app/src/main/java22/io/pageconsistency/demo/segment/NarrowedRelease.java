package io.pageconsistency.demo.segment;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

import io.pageconsistency.ViolationKind;
import io.pageconsistency.demo.Tally;
import io.pageconsistency.demo.scenario.Scenario;

/** A slice is given back in place of the memory that was taken. */
public final class NarrowedRelease implements Scenario {
    @Override
    public String name() {
        return "narrowed-release";
    }

    @Override
    public String story() {
        return "Four pages are taken, and a slice of two of them is given back.";
    }

    @Override
    public Tally expected() {
        return Tally.of(ViolationKind.SIZE_MISMATCH, 1);
    }

    @Override
    public void run(Consumer<String> say) {
        PagePool pool = Pools.open();
        MemorySegment four = pool.acquire(4);
        pool.release(four.asSlice(0, four.byteSize() / 2));
        say.accept("The other two are lost: they will never be given back.");
    }
}
