package io.pageconsistency.demo.scenario;

import java.util.function.Consumer;

import io.netty.buffer.PoolBreaker;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.demo.Tally;

/** A chunk is given back to the system while a buffer of it is held. The buffer is not touched afterwards. */
final class ChunkClosedInUse implements Scenario {
    private static final int SIZE = 64 * 1024;

    @Override
    public String name() {
        return "chunk-closed-in-use";
    }

    @Override
    public String story() {
        return "A chunk of 4 MiB goes back to the system while 64 KiB of it are held.";
    }

    @Override
    public Tally expected() {
        return Tally.of(ViolationKind.REGION_CLOSED_IN_USE, 1);
    }

    @Override
    public void run(Consumer<String> say) {
        new PoolBreaker(Pools.withoutCaches().directBuffer(SIZE)).destroyChunks();
        say.accept("The next access to the buffer could crash the JVM; the demo makes none.");
    }
}
