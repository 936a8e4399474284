package io.pageconsistency.agent.allocators.netty.pooled;

import net.bytebuddy.asm.Advice;

import io.pageconsistency.agent.allocators.netty.Handle;
import io.pageconsistency.hooks.PoolHooks;
import io.pageconsistency.hooks.RefusingHooks;

/** For buffers: where memory crosses to a user and back. Rules as for {@link ChunkAdvice}. */
final class BufferAdvice {
    private BufferAdvice() {
    }

    /**
     * {@code PooledByteBuf.init}, on entry: the memory has been claimed, and once the buffer has its handle whoever still has an old
     * reference to it may give it back.
     *
     * <p>What counts is the memory the buffer will reach, not what its handle says: a buffer may grow up to {@code maxLength} without
     * asking the pool. The parameters are what its fields become.
     */
    static final class HandedOut {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.Argument(0) Object chunk, @Advice.Argument(2) long handle, @Advice.Argument(3) int offset,
                @Advice.Argument(4) int length, @Advice.Argument(5) int maxLength) {
            long page = handle >>> Handle.PAGE_SHIFT;
            long count = handle >>> Handle.COUNT_SHIFT & Handle.COUNT_MASK;
            int reach = Math.max(length, maxLength);
            if ((handle & Handle.SLOT) != 0) {
                PoolHooks.slotHandedOut(chunk, page, count, (int) handle, offset, reach);
            } else {
                PoolHooks.handedOut(chunk, page, count, offset, reach);
            }
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@Advice.Argument(0) Object chunk, @Advice.Argument(2) long handle, @Advice.Thrown Throwable thrown) {
            if (thrown != null) {
                long page = handle >>> Handle.PAGE_SHIFT;
                if ((handle & Handle.SLOT) != 0) {
                    RefusingHooks.slotHandOutFailed(chunk, page, (int) handle);
                } else {
                    RefusingHooks.handOutFailed(chunk, page, handle >>> Handle.COUNT_SHIFT & Handle.COUNT_MASK);
                }
            }
        }
    }

    /** {@code PooledByteBuf.initUnpooled}: all of a chunk that was made for this buffer. */
    static final class WholeHandedOut {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.FieldValue("chunk") Object chunk, @Advice.FieldValue("offset") int offset,
                @Advice.FieldValue("length") int length, @Advice.FieldValue("maxLength") int maxLength) {
            PoolHooks.handedOut(chunk, 0, 1, offset, Math.max(length, maxLength));
        }
    }

    /**
     * {@code PoolArena.free}: of a released buffer, and of the old memory of one that moved. Behind it the memory may go into
     * a thread's cache or back to the chunk. A handle without pages is that of a chunk with one buffer.
     */
    static final class TakingBack {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.Argument(0) Object chunk, @Advice.Argument(2) long handle) {
            long page = handle >>> Handle.PAGE_SHIFT;
            long count = handle >>> Handle.COUNT_SHIFT & Handle.COUNT_MASK;
            if ((handle & Handle.SLOT) != 0) {
                PoolHooks.slotTakingBack(chunk, page, count, (int) handle);
            } else {
                PoolHooks.takingBack(chunk, page, count == 0 ? 1 : count);
            }
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@Advice.Argument(0) Object chunk, @Advice.Argument(2) long handle,
                @Advice.Thrown Throwable thrown) {
            if (thrown != null) {
                long page = handle >>> Handle.PAGE_SHIFT;
                if ((handle & Handle.SLOT) != 0) {
                    PoolHooks.slotTakeBackFailed(chunk, page, (int) handle);
                } else {
                    long count = handle >>> Handle.COUNT_SHIFT & Handle.COUNT_MASK;
                    PoolHooks.takeBackFailed(chunk, page, count == 0 ? 1 : count);
                }
            }
        }
    }
}
