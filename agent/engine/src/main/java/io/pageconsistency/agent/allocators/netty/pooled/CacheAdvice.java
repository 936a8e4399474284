package io.pageconsistency.agent.allocators.netty.pooled;

import java.util.concurrent.atomic.AtomicBoolean;

import net.bytebuddy.asm.Advice;

import io.pageconsistency.agent.allocators.netty.Handle;
import io.pageconsistency.agent.instrument.FieldOf;
import io.pageconsistency.hooks.CacheHooks;

/**
 * For the caches of threads, which take no notice of having been freed up to 4.1.84. Rules as for {@link ChunkAdvice}.
 */
final class CacheAdvice {
    private CacheAdvice() {
    }

    /** The constructor of {@code PoolThreadCache}. */
    static final class Made {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.This Object cache) {
            CacheHooks.begun(cache);
        }
    }

    /** {@code PoolThreadCache.add}: of all that is released this is the one way into a cache. */
    static final class Adding {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.This Object cache, @Advice.FieldValue("freed") Object freed,
                @Advice.Argument(1) Object chunk, @Advice.Argument(3) long handle) {
            if (((AtomicBoolean) freed).get()) {
                CacheHooks.putting(cache, chunk, handle >>> Handle.PAGE_SHIFT, handle >>> Handle.COUNT_SHIFT & Handle.COUNT_MASK,
                        (handle & Handle.SLOT) != 0 ? (int) handle : -1);
            }
        }

        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.FieldValue("freed") Object freed, @Advice.Return boolean taken) {
            if (((AtomicBoolean) freed).get()) {
                CacheHooks.put(taken);
            }
        }
    }

    /** {@code PoolThreadCache.free}, which the second time does nothing. */
    static final class Freeing {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.This Object cache) {
            CacheHooks.ending(cache);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@Advice.This Object cache) {
            CacheHooks.ended(cache);
        }
    }

    /** {@code MemoryRegionCache.freeEntry}: also called of caches in use, when they have too much in stock. */
    static final class EntryFreeing {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@FieldOf(value = "chunk", argument = 0) Object chunk,
                @FieldOf(value = "handle", argument = 0) long handle) {
            CacheHooks.givingBack(chunk, handle >>> Handle.PAGE_SHIFT, (handle & Handle.SLOT) != 0 ? (int) handle : -1);
        }
    }
}
