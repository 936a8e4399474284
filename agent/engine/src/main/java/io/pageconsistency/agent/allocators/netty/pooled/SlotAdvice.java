package io.pageconsistency.agent.allocators.netty.pooled;

import net.bytebuddy.asm.Advice;

import io.pageconsistency.agent.allocators.netty.Handle;
import io.pageconsistency.hooks.PoolHooks;

/** For subpages: runs cut into slots of one size. Rules as for {@link ChunkAdvice}. */
final class SlotAdvice {
    private SlotAdvice() {
    }

    /** {@code PoolSubpage.allocate}, which returns a negative number when it is full. */
    static final class Reserved {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.Return long handle, @Advice.FieldValue("chunk") Object chunk,
                @Advice.FieldValue("maxNumElems") int slots, @Advice.FieldValue("elemSize") int slotSize) {
            if (handle >= 0) {
                PoolHooks.slotReserved(chunk, handle >>> Handle.PAGE_SHIFT,
                        handle >>> Handle.COUNT_SHIFT & Handle.COUNT_MASK, slots, slotSize, (int) handle);
            }
        }
    }

    /**
     * {@code PoolSubpage.free}.
     *
     * <p>Of the runs of one size Netty keeps the last empty one, the only one in its list, and returns the others. Releases
     * 4.1.52 to 4.1.58 forget to when a run is a single slot (issue 10896), and its pages are lost to other sizes. All this
     * is decided under the lock that is held here, so it can be judged on the way out.
     */
    static final class Releasing {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.FieldValue("chunk") Object chunk, @Advice.FieldValue("runOffset") int page,
                @Advice.FieldValue("runSize") int runSize, @Advice.FieldValue("pageShifts") int pageShifts,
                @Advice.Argument(1) int slot) {
            PoolHooks.slotReleasing(chunk, page, runSize >>> pageShifts, slot);
        }

        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.Return boolean kept, @Advice.FieldValue("numAvail") int free,
                @Advice.FieldValue("maxNumElems") int slots, @Advice.FieldValue("prev") Object previous,
                @Advice.FieldValue("next") Object next, @Advice.FieldValue("chunk") Object chunk,
                @Advice.FieldValue("runOffset") int page, @Advice.FieldValue("runSize") int runSize,
                @Advice.FieldValue("pageShifts") int pageShifts) {
            if (kept && free == slots && previous != next) {
                PoolHooks.runKeptIdle(chunk, page, runSize >>> pageShifts);
            }
        }
    }
}
