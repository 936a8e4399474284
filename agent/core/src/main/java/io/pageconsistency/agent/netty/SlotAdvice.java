package io.pageconsistency.agent.netty;

import net.bytebuddy.asm.Advice;

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

    /** {@code PoolSubpage.free}. */
    static final class Releasing {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.FieldValue("chunk") Object chunk, @Advice.FieldValue("runOffset") int page,
                @Advice.FieldValue("runSize") int runSize, @Advice.FieldValue("pageShifts") int pageShifts,
                @Advice.Argument(1) int slot) {
            PoolHooks.slotReleasing(chunk, page, runSize >>> pageShifts, slot);
        }
    }
}
