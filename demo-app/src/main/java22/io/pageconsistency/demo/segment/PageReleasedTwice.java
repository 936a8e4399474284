package io.pageconsistency.demo.segment;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

import io.pageconsistency.ViolationKind;
import io.pageconsistency.demo.Tally;
import io.pageconsistency.demo.scenario.Scenario;

/** A page is given back twice, and has two owners afterwards. */
public final class PageReleasedTwice implements Scenario {
    @Override
    public String name() {
        return "page-released-twice";
    }

    @Override
    public String story() {
        return "A page goes back to its pool twice.";
    }

    @Override
    public Tally expected() {
        return Tally.of(ViolationKind.DOUBLE_FREE, 1);
    }

    @Override
    public void run(Consumer<String> say) {
        PagePool pool = Pools.open();
        MemorySegment page = pool.acquire(1);
        pool.release(page);
        pool.release(page);
        say.accept("The pool noticed nothing: to it the page was free, and is free.");
    }
}
