package io.pageconsistency.agent.allocators.netty.adaptive;

import net.bytebuddy.asm.Advice;

import io.pageconsistency.agent.instrument.FieldOf;
import io.pageconsistency.agent.instrument.ResultOf;
import io.pageconsistency.hooks.ChunkHooks;

/** For buffers of the adaptive allocator and what they occupy of a chunk. The rules of advice are those of the package {@code netty}. */
final class SegmentAdvice {
    private SegmentAdvice() {
    }

    /**
     * {@code AdaptiveByteBuf.init}, on entry: the memory has been claimed, and once the buffer has it whoever still has an old
     * reference to the buffer may give it back.
     */
    static final class HandedOut {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.Argument(1) Object chunk, @Advice.Argument(4) int start, @Advice.Argument(5) int size,
                @Advice.Argument(6) int reserved) {
            ChunkHooks.handedOut(chunk, start, Math.max(size, reserved));
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@Advice.Argument(1) Object chunk, @Advice.Argument(4) int start, @Advice.Argument(5) int size,
                @Advice.Argument(6) int reserved, @Advice.Thrown Throwable thrown) {
            if (thrown != null) {
                ChunkHooks.handOutFailed(chunk, start, Math.max(size, reserved));
            }
        }
    }

    /** The same where a buffer is given as much as it asks for. */
    static final class HandedOutExact {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.Argument(1) Object chunk, @Advice.Argument(4) int start, @Advice.Argument(5) int size) {
            ChunkHooks.handedOut(chunk, start, size);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@Advice.Argument(1) Object chunk, @Advice.Argument(4) int start, @Advice.Argument(5) int size,
                @Advice.Thrown Throwable thrown) {
            if (thrown != null) {
                ChunkHooks.handOutFailed(chunk, start, size);
            }
        }
    }

    /** {@code AdaptiveByteBuf.deallocate}; a buffer that never got memory has no chunk. */
    static final class Deallocating {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@FieldOf("chunk") Object chunk, @FieldOf("adjustment") int start) {
            if (chunk != null) {
                ChunkHooks.takingBack(chunk, start, ChunkHooks.UNSAID);
            }
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@FieldOf("chunk") Object chunk, @FieldOf("adjustment") int start, @Advice.Thrown Throwable thrown) {
            if (thrown != null && chunk != null) {
                ChunkHooks.takeBackFailed(chunk, start, ChunkHooks.UNSAID, thrown);
            }
        }
    }

    /**
     * {@code AdaptiveByteBuf.capacity(int)}: the old memory of a buffer that moves. That is on record before the new is handed out,
     * which is early, but nobody can be given it before this method lets go of the chunk.
     */
    static final class Growing {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.Argument(0) int wanted, @FieldOf("chunk") Object chunk, @FieldOf("adjustment") int start,
                @FieldOf("length") int length, @FieldOf(value = "maxFastCapacity", optional = true) int reserved,
                @ResultOf("maxCapacity") int most, @ResultOf("refCnt") int count) {
            if (wanted > length && wanted > reserved && wanted <= most && count > 0) {
                ChunkHooks.leaving(chunk, start);
            }
        }

        /** A buffer that could not move has what it had. */
        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@FieldOf("chunk") Object chunk, @FieldOf("adjustment") int start, @Advice.Thrown Throwable thrown) {
            if (thrown != null && chunk != null) {
                ChunkHooks.takeBackFailed(chunk, start, ChunkHooks.UNSAID, thrown);
            }
        }
    }

    /** {@code releaseSegment} of chunks that need no length. */
    static final class TakingBack {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.This Object chunk, @Advice.Argument(0) int start) {
            ChunkHooks.takingBack(chunk, start, ChunkHooks.UNSAID);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@Advice.This Object chunk, @Advice.Argument(0) int start, @Advice.Thrown Throwable thrown) {
            if (thrown != null) {
                ChunkHooks.takeBackFailed(chunk, start, ChunkHooks.UNSAID, thrown);
            }
        }
    }

    /** {@code releaseSegment} of others. */
    static final class TakingBackSize {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.This Object chunk, @Advice.Argument(0) int start, @Advice.Argument(1) int size) {
            ChunkHooks.takingBack(chunk, start, size);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@Advice.This Object chunk, @Advice.Argument(0) int start, @Advice.Argument(1) int size,
                @Advice.Thrown Throwable thrown) {
            if (thrown != null) {
                ChunkHooks.takeBackFailed(chunk, start, size, thrown);
            }
        }
    }
}
