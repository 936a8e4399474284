package io.pageconsistency.agent.allocators.netty.buffers;

import net.bytebuddy.asm.Advice;

import io.pageconsistency.agent.instrument.FieldOf;
import io.pageconsistency.hooks.PinHooks;

/** For the queue of a channel. The rules of advice are those of the package {@code netty}. */
final class QueueAdvice {
    private QueueAdvice() {
    }

    /** {@code addMessage}: on entry, because a handler that hears of a full queue may have it sent before the exit. */
    static final class Adding {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.This Object queue, @Advice.Argument(0) Object message) {
            PinHooks.held(queue, message, Holders.QUEUE);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@Advice.Argument(0) Object message, @Advice.Thrown Throwable thrown) {
            if (thrown != null) {
                PinHooks.letGo(message);
            }
        }
    }

    /** {@code removeEntry}: before the message is released, and before its promise tells others that they may. */
    static final class Removing {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@FieldOf(value = "msg", argument = 0) Object message,
                @FieldOf(value = "cancelled", argument = 0) boolean cancelled) {
            if (!cancelled) {
                PinHooks.letGo(message);
            }
        }
    }

    /** {@code Entry.cancel}, which releases the message, or has it released later. */
    static final class Cancelling {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.FieldValue("msg") Object message, @Advice.FieldValue("cancelled") boolean cancelled) {
            if (!cancelled) {
                PinHooks.letGo(message);
            }
        }
    }

    /** {@code close}, which gives up what is not flushed; it is put off while the queue is busy with failing. */
    static final class Closing {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.FieldValue("unflushedEntry") Object first, @Advice.FieldValue("inFail") boolean busy) {
            if (!busy) {
                PinHooks.letGoOfAll(first, "next", "msg", "cancelled");
            }
        }
    }
}
