package io.pageconsistency.agent.allocators.netty.unpooled;

import net.bytebuddy.asm.Advice;

import io.pageconsistency.hooks.OwnMemoryHooks;

/** Replaces the calls of hooks where violations are thrown. The package {@code netty} documents the rules for advice. */
final class RefusingOwnMemoryAdvice {
    private RefusingOwnMemoryAdvice() {
    }

    static final class Setting {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, suppress = Throwable.class)
        static Throwable enter(@Advice.This Object buffer, @Advice.Argument(1) boolean frees,
                @Advice.FieldValue("buffer") Object old) {
            return frees && old != null ? OwnMemoryHooks.endingUnless(buffer) : null;
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@Advice.This Object buffer, @Advice.Origin Class<?> type, @Advice.FieldValue("alloc") Object allocator,
                @Advice.FieldValue("buffer") Object memory, @Advice.FieldValue("capacity") int capacity,
                @Advice.FieldValue("doNotFree") boolean wrapped, @Advice.Enter Throwable refused,
                @Advice.Thrown(readOnly = false) Throwable thrown) {
            if (refused != null) {
                thrown = refused;
            } else if (thrown != null) {
                OwnMemoryHooks.endFailed(buffer);
            } else {
                OwnMemoryHooks.set(NettyUnpooled.NAME, type, buffer, allocator, memory, capacity, wrapped);
            }
        }
    }

    static final class Deallocating {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, suppress = Throwable.class)
        static Throwable enter(@Advice.This Object buffer) {
            return OwnMemoryHooks.endingUnless(buffer);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(@Advice.This Object buffer, @Advice.Enter Throwable refused,
                @Advice.Thrown(readOnly = false) Throwable thrown) {
            if (refused != null) {
                thrown = refused;
            } else if (thrown != null) {
                OwnMemoryHooks.endFailed(buffer);
            }
        }
    }
}
