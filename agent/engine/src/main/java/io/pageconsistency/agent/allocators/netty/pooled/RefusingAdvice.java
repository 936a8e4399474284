package io.pageconsistency.agent.allocators.netty.pooled;

import net.bytebuddy.asm.Advice;

import io.pageconsistency.hooks.HandleHooks;
import io.pageconsistency.hooks.NettyHandle;
import io.pageconsistency.hooks.RefusingHooks;

/**
 * Instead of calls where violations are thrown: what is refused does not take place. The rules of advice are those of the
 * package {@code netty}.
 *
 * <p>The method's body is skipped if the entry returns an error, and the exit throws that. Just throwing on entry would not
 * do: what advice throws is swallowed.
 */
final class RefusingAdvice {
    private RefusingAdvice() {
    }

    /**
     * {@code PooledByteBuf.init}: a buffer that is refused its memory stays as it was, be it new or about to move.
     *
     * <p>The parameters are what the buffer's fields become.
     */
    static final class HandingOut {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, suppress = Throwable.class)
        static Throwable enter(@Advice.Argument(0) Object chunk, @Advice.Argument(2) long handle,
                @Advice.Argument(3) int offset, @Advice.Argument(4) int length, @Advice.Argument(5) int maxLength) {
            long page = handle >>> NettyHandle.PAGE_SHIFT;
            long count = handle >>> NettyHandle.COUNT_SHIFT & NettyHandle.COUNT_MASK;
            int reach = Math.max(length, maxLength);
            return (handle & NettyHandle.SLOT) != 0
                    ? RefusingHooks.slotHandingOut(chunk, page, count, (int) handle, offset, reach)
                    : RefusingHooks.handingOut(chunk, page, count, offset, reach);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@Advice.Argument(0) Object chunk, @Advice.Argument(2) long handle, @Advice.Enter Throwable refused,
                @Advice.Thrown(readOnly = false) Throwable thrown) {
            if (refused != null) {
                thrown = refused;
            } else if (thrown != null) {
                HandleHooks.handOutFailed(chunk, handle);
            }
        }
    }

    /** {@code PooledByteBuf.initUnpooled}. */
    static final class WholeHandingOut {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, suppress = Throwable.class)
        static Throwable enter(@Advice.Argument(0) Object chunk, @Advice.Argument(1) int length) {
            return RefusingHooks.handingOutWhole(chunk, length);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@Advice.Argument(0) Object chunk, @Advice.Enter Throwable refused,
                @Advice.Thrown(readOnly = false) Throwable thrown) {
            if (refused != null) {
                thrown = refused;
            } else if (thrown != null) {
                RefusingHooks.handOutFailed(chunk, 0, 1);
            }
        }
    }

    /** {@code PoolArena.free}: memory that is refused is neither cached nor returned. */
    static final class TakingBack {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, suppress = Throwable.class)
        static Throwable enter(@Advice.Argument(0) Object chunk, @Advice.Argument(2) long handle) {
            long page = handle >>> NettyHandle.PAGE_SHIFT;
            long count = handle >>> NettyHandle.COUNT_SHIFT & NettyHandle.COUNT_MASK;
            return (handle & NettyHandle.SLOT) != 0
                    ? RefusingHooks.slotTakingBack(chunk, page, count, (int) handle)
                    : RefusingHooks.takingBack(chunk, page, count == 0 ? 1 : count);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@Advice.Argument(0) Object chunk, @Advice.Argument(2) long handle, @Advice.Enter Throwable refused,
                @Advice.Thrown(readOnly = false) Throwable thrown) {
            if (refused != null) {
                thrown = refused;
            } else if (thrown != null) {
                HandleHooks.takeBackFailed(chunk, handle);
            }
        }
    }
}
