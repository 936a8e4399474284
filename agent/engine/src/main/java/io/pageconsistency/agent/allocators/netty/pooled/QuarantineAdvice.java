package io.pageconsistency.agent.allocators.netty.pooled;

import java.util.concurrent.atomic.AtomicBoolean;

import net.bytebuddy.asm.Advice;

import io.pageconsistency.hooks.NettyHandle;
import io.pageconsistency.hooks.QuarantineHooks;

/**
 * Advice for the quarantine of the pooled allocator. It is woven only while a quarantine is on. The package {@code netty} documents
 * the rules for advice.
 */
final class QuarantineAdvice {
    private QuarantineAdvice() {
    }

    /**
     * {@code PoolThreadCache.add}. All memory that is given back reaches this method after its take-back was recorded. For memory
     * in quarantine it returns that the cache has taken the memory, so that the pool leaves it alone.
     *
     * <p>In some releases memory that is put into a freed cache is lost. The advice does not change that.
     */
    static final class Keeping {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, suppress = Throwable.class)
        static boolean enter(@Advice.FieldValue("freed") Object freed, @Advice.Argument(0) Object arena,
                @Advice.Argument(1) Object chunk, @Advice.Argument(3) long handle, @Advice.Argument(4) int length) {
            return !((AtomicBoolean) freed).get() && QuarantineHooks.keep(arena, chunk, handle >>> NettyHandle.PAGE_SHIFT,
                    handle >>> NettyHandle.COUNT_SHIFT & NettyHandle.COUNT_MASK, (handle & NettyHandle.SLOT) != 0 ? (int) handle : -1,
                    handle, length);
        }

        @Advice.OnMethodExit(suppress = Throwable.class, backupArguments = false)
        static void exit(@Advice.Enter boolean kept, @Advice.Return(readOnly = false) boolean taken) {
            if (kept) {
                taken = true;
            }
        }
    }

    /**
     * {@code PoolArena.allocate}, which holds no lock at its beginning and at its end. The method is repeated if the quarantine did
     * not let the pool grow, and once if there is no memory. A repetition is safe: an attempt that fails for lack of memory has not
     * changed anything.
     */
    static final class Allocating {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static boolean enter() {
            QuarantineHooks.allocating();
            return true;
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, repeatOn = Advice.OnNonDefaultValue.class, suppress = Throwable.class,
                backupArguments = false)
        static boolean exit(@Advice.This Object arena, @Advice.Enter(readOnly = false) boolean again,
                @Advice.Thrown(readOnly = false) Throwable thrown) {
            if (thrown != null && QuarantineHooks.makesRoom(arena, thrown, again)) {
                again &= !(thrown instanceof OutOfMemoryError);
                thrown = null;
                return true;
            }
            QuarantineHooks.allocated();
            return false;
        }
    }

    /** {@code newChunk}. */
    static final class Growing {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, suppress = Throwable.class)
        static Throwable enter(@Advice.This Object arena) {
            return QuarantineHooks.growing(arena);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@Advice.Enter Throwable refused, @Advice.Thrown(readOnly = false) Throwable thrown) {
            if (refused != null) {
                thrown = refused;
            }
        }
    }
}
