package io.pageconsistency.demo.segment;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

import io.pageconsistency.ViolationKind;
import io.pageconsistency.demo.Tally;
import io.pageconsistency.demo.scenario.Scenario;

/** The memory goes back to the system while users hold pages of it. */
public final class ArenaClosedInUse implements Scenario {
    @Override
    public String name() {
        return "arena-closed-in-use";
    }

    @Override
    public String story() {
        return "A pool's arena is closed while two pages are out.";
    }

    @Override
    public Tally expected() {
        return Tally.of(ViolationKind.REGION_CLOSED_IN_USE, 1);
    }

    @Override
    public void run(Consumer<String> say) {
        PagePool pool = Pools.open();
        MemorySegment two = pool.acquire(2);
        pool.close();
        say.accept("Java forbids any use of the " + two.byteSize() + " bytes from here on; native code is not asked.");
    }
}
