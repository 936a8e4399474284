package io.pageconsistency.agent.allocators.netty.pooled;

import net.bytebuddy.asm.Advice;

import io.pageconsistency.agent.allocators.netty.Handle;
import io.pageconsistency.agent.instrument.FieldOf;
import io.pageconsistency.hooks.PoolHooks;

/**
 * For chunks, which are regions, and their runs of pages.
 *
 * <p>Advice is copied into Netty's methods: it may use nothing but the boot class path and its parameters.
 */
final class ChunkAdvice {
    private ChunkAdvice() {
    }

    /**
     * {@code newChunk}: also the way a kept heap chunk comes back into use.
     *
     * <p>{@code offset} is where the first page begins up to 4.1.60; later the memory itself is aligned.
     */
    static final class Opened {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.Return Object chunk, @FieldOf(value = "memory", returned = true) Object memory,
                @FieldOf(value = "offset", returned = true, optional = true) int origin,
                @Advice.Argument(0) int pageSize, @Advice.Argument(3) int chunkSize) {
            PoolHooks.opened(NettyPooled.NAME, chunk, memory, origin, chunkSize, pageSize, true);
        }
    }

    /** {@code newUnpooledChunk}: memory for one buffer, undivided. */
    static final class WholeOpened {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.Return Object chunk, @FieldOf(value = "memory", returned = true) Object memory,
                @FieldOf(value = "offset", returned = true, optional = true) int origin,
                @Advice.Argument(0) int capacity) {
            PoolHooks.opened(NettyPooled.NAME, chunk, memory, origin, capacity, capacity, false);
        }
    }

    /** {@code destroyChunk}. */
    static final class Closing {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.Argument(0) Object chunk) {
            PoolHooks.closing(chunk);
        }
    }

    /** {@code allocateRun}, which returns a negative number when there is no room. */
    static final class RunReserved {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.This Object chunk, @Advice.Return long handle) {
            if (handle >= 0) {
                PoolHooks.reserved(chunk, handle >>> Handle.PAGE_SHIFT, handle >>> Handle.COUNT_SHIFT & Handle.COUNT_MASK);
            }
        }
    }

    /** {@code collapseRuns}: the run is about to join its free neighbours. */
    static final class RunReleasing {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.This Object chunk, @Advice.Argument(0) long handle) {
            PoolHooks.releasing(chunk, handle >>> Handle.PAGE_SHIFT, handle >>> Handle.COUNT_SHIFT & Handle.COUNT_MASK);
        }
    }
}
