package io.pageconsistency.agent.allocators.netty.adaptive;

import net.bytebuddy.asm.Advice;

import io.pageconsistency.agent.instrument.FieldOf;
import io.pageconsistency.agent.instrument.ResultOf;
import io.pageconsistency.hooks.ChunkHooks;

/** For the chunks of the adaptive allocator, which are regions. The rules of advice are those of the package {@code netty}. */
final class SegmentChunkAdvice {
    /** What the memory of a buddy chunk is given out in multiples of. */
    static final int BUDDY = 32768;

    private SegmentChunkAdvice() {
    }

    /** The constructor of {@code Chunk}; those of divided ones say more later. */
    static final class Made {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.This Object chunk, @Advice.Origin Class<?> type, @Advice.Argument(0) Object delegate,
                @FieldOf("capacity") int capacity) {
            if (chunk.getClass() == type) {
                ChunkHooks.opened(NettyAdaptive.NAME, chunk, delegate, 0, capacity, capacity, false);
            }
        }
    }

    /** What its segments do not fill lies at its end, or where it belongs to one thread, before the first. */
    static final class SizeClassedMade {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.This Object chunk, @Advice.Argument(0) Object delegate, @ResultOf("capacity") int capacity,
                @FieldOf("segmentSize") int segment, @FieldOf(value = "localFreeList", optional = true) Object ofOneThread) {
            int origin = ofOneThread == null ? 0 : capacity % segment;
            ChunkHooks.opened(NettyAdaptive.NAME, chunk, delegate, origin, capacity - origin, segment, true);
        }
    }

    static final class BuddyMade {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.This Object chunk, @Advice.Argument(0) Object delegate, @ResultOf("capacity") int capacity) {
            ChunkHooks.opened(NettyAdaptive.NAME, chunk, delegate, 0, capacity, BUDDY, false);
        }
    }

    /** {@code deallocate}, which may have the chunk used again, by whoever is first, before it returns. */
    static final class Emptied {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.This Object chunk, @FieldOf("delegate") Object buffer) {
            ChunkHooks.emptied(chunk, buffer);
        }
    }

    /** {@code deallocate} where it always gives the chunk's memory back. */
    static final class Closing {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.This Object chunk, @FieldOf("delegate") Object buffer) {
            ChunkHooks.closing(chunk, buffer);
        }
    }
}
