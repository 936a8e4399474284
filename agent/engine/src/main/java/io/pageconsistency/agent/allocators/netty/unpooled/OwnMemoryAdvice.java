package io.pageconsistency.agent.allocators.netty.unpooled;

import net.bytebuddy.asm.Advice;

import io.pageconsistency.agent.instrument.FieldOf;
import io.pageconsistency.hooks.OwnMemoryHooks;

/** For unpooled buffers, where their memory begins and ends. The rules of advice are those of the package {@code netty}. */
final class OwnMemoryAdvice {
    /** Whose unpooled buffers are its chunks. */
    static final String CARVING = ".netty.buffer.AdaptiveByteBufAllocator";
    private static final String ENDED = "pageConsistencyEnded";

    private OwnMemoryAdvice() {
    }

    /**
     * {@code setByteBuffer}, by which a buffer is made or moves. What it had goes back in here if the second parameter says so. A buffer
     * that has wrapped memory which is not its own knows that before.
     */
    static final class Setting {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.This Object buffer, @Advice.Argument(1) boolean frees, @Advice.FieldValue("buffer") Object old) {
            if (frees && old != null) {
                OwnMemoryHooks.ending(buffer);
            }
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@Advice.This Object buffer, @Advice.Origin Class<?> type, @Advice.FieldValue("alloc") Object allocator,
                @Advice.FieldValue("buffer") Object memory, @Advice.FieldValue("capacity") int capacity,
                @Advice.FieldValue("doNotFree") boolean wrapped, @Advice.Thrown Throwable thrown) {
            if (thrown != null) {
                OwnMemoryHooks.endFailed(buffer);
            } else if (!wrapped && (allocator == null || !allocator.getClass().getName().endsWith(CARVING))) {
                OwnMemoryHooks.begun(NettyUnpooled.NAME, type, buffer, memory, capacity);
            }
        }
    }

    /** {@code reallocateDirect}, by which the system may move a buffer. */
    static final class Moving {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.This Object buffer) {
            OwnMemoryHooks.moving(buffer);
        }
    }

    /** The constructor of {@code UnreleasableByteBuf}, by which libraries keep constants. */
    static final class Keeping {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.Argument(0) Object buffer) {
            OwnMemoryHooks.kept(buffer);
        }
    }

    static final class Deallocating {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.This Object buffer) {
            OwnMemoryHooks.ending(buffer);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(@Advice.This Object buffer, @Advice.Thrown Throwable thrown) {
            if (thrown != null) {
                OwnMemoryHooks.endFailed(buffer);
            }
        }
    }

    /** {@code setArray}, by which a heap buffer is made or moves. */
    static final class SettingArray {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@FieldOf(value = ENDED, optional = true) Object ended) {
            if (ended != null) {
                ended = null;
            }
        }
    }

    /** {@code deallocate} of a heap buffer, reported only: nothing is lost by its being done twice. */
    static final class DeallocatingArray {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.This Object buffer, @FieldOf(value = ENDED, optional = true) Object ended) {
            if (ended == null) {
                ended = OwnMemoryHooks.ended(NettyUnpooled.NAME);
            } else {
                OwnMemoryHooks.endedAgain(NettyUnpooled.NAME, buffer);
            }
        }
    }
}
