package io.pageconsistency.agent.allocators.netty.pooled;

import java.util.concurrent.atomic.AtomicBoolean;

import net.bytebuddy.asm.Advice;

import io.pageconsistency.hooks.NettyHandle;
import io.pageconsistency.hooks.QuarantineHooks;

/**
 * For memory that is kept from the pooled allocator for a while. Woven only while some is. The rules of
 * advice are those of the package {@code netty}.
 */
final class QuarantineAdvice {
    private QuarantineAdvice() {
    }

    /**
     * {@code PoolThreadCache.add}, by which all that is given back comes when its take-back is on record. What is kept counts as taken:
     * then the pool does with it what it does with what is in a cache, which is nothing.
     *
     * <p>What is put into a cache that has been freed is lost in some releases. That stays as it is.
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
     * {@code PoolArena.allocate}, which holds no lock at its beginning and at its end: it begins anew where the pool was not to grow yet,
     * and once where there is no memory. Whatever fails of memory has not changed anything by then.
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
