package io.pageconsistency.agent.allocators.netty.pooled;

import net.bytebuddy.asm.Advice;

import io.pageconsistency.hooks.HandleHooks;
import io.pageconsistency.hooks.NettyHandle;
import io.pageconsistency.hooks.RefusingHooks;

/**
 * Replaces the calls of hooks where violations are thrown: an operation that is refused does not take place. The package
 * {@code netty} documents the rules for advice.
 *
 * <p>If the entry returns an error, the method's body is skipped and the exit throws the error. The entry cannot throw it, because
 * what advice throws is suppressed.
 */
final class RefusingAdvice {
    private RefusingAdvice() {
    }

    /**
     * {@code PooledByteBuf.init}: a buffer that is refused memory stays as it was, whether it is new or about to move.
     *
     * <p>The parameters are the new values of the buffer's fields.
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
