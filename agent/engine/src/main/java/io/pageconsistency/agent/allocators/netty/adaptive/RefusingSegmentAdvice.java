package io.pageconsistency.agent.allocators.netty.adaptive;

import net.bytebuddy.asm.Advice;

import io.pageconsistency.agent.instrument.advice.FieldOf;
import io.pageconsistency.agent.instrument.advice.ResultOf;
import io.pageconsistency.hooks.ChunkHooks;

/** Replaces the calls of hooks where violations are thrown. The package {@code netty} documents the rules for advice. */
final class RefusingSegmentAdvice {
    private RefusingSegmentAdvice() {
    }

    static final class HandingOut {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, suppress = Throwable.class)
        static Throwable enter(@Advice.Argument(1) Object chunk, @Advice.Argument(4) int start, @Advice.Argument(5) int size,
                @Advice.Argument(6) int reserved) {
            return ChunkHooks.handingOut(chunk, start, Math.max(size, reserved));
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@Advice.Argument(1) Object chunk, @Advice.Argument(4) int start, @Advice.Argument(5) int size,
                @Advice.Argument(6) int reserved, @Advice.Enter Throwable refused,
                @Advice.Thrown(readOnly = false) Throwable thrown) {
            if (refused != null) {
                thrown = refused;
            } else if (thrown != null) {
                ChunkHooks.handOutFailed(chunk, start, Math.max(size, reserved));
            }
        }
    }

    static final class HandingOutExact {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, suppress = Throwable.class)
        static Throwable enter(@Advice.Argument(1) Object chunk, @Advice.Argument(4) int start, @Advice.Argument(5) int size) {
            return ChunkHooks.handingOut(chunk, start, size);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@Advice.Argument(1) Object chunk, @Advice.Argument(4) int start, @Advice.Argument(5) int size,
                @Advice.Enter Throwable refused, @Advice.Thrown(readOnly = false) Throwable thrown) {
            if (refused != null) {
                thrown = refused;
            } else if (thrown != null) {
                ChunkHooks.handOutFailed(chunk, start, size);
            }
        }
    }

    static final class Deallocating {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, suppress = Throwable.class)
        static Throwable enter(@FieldOf("chunk") Object chunk, @FieldOf("adjustment") int start) {
            return chunk == null ? null : ChunkHooks.takingBackUnless(chunk, start, ChunkHooks.UNSAID);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@FieldOf("chunk") Object chunk, @FieldOf("adjustment") int start, @Advice.Enter Throwable refused,
                @Advice.Thrown(readOnly = false) Throwable thrown) {
            if (refused != null) {
                thrown = refused;
            } else if (thrown != null && chunk != null) {
                ChunkHooks.takeBackFailed(chunk, start, ChunkHooks.UNSAID, thrown);
            }
        }
    }

    static final class Growing {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, suppress = Throwable.class)
        static Throwable enter(@Advice.Argument(0) int wanted, @FieldOf("chunk") Object chunk, @FieldOf("adjustment") int start,
                @FieldOf("length") int length, @FieldOf(value = "maxFastCapacity", optional = true) int reserved,
                @ResultOf("maxCapacity") int most, @ResultOf("refCnt") int count) {
            return wanted > length && wanted > reserved && wanted <= most && count > 0
                    ? ChunkHooks.leavingUnless(chunk, start) : null;
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@FieldOf("chunk") Object chunk, @FieldOf("adjustment") int start, @Advice.Enter Throwable refused,
                @Advice.Thrown(readOnly = false) Throwable thrown) {
            if (refused != null) {
                thrown = refused;
            } else if (thrown != null && chunk != null) {
                ChunkHooks.takeBackFailed(chunk, start, ChunkHooks.UNSAID, thrown);
            }
        }
    }

    static final class TakingBack {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, suppress = Throwable.class)
        static Throwable enter(@Advice.This Object chunk, @Advice.Argument(0) int start) {
            return ChunkHooks.takingBackUnless(chunk, start, ChunkHooks.UNSAID);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@Advice.This Object chunk, @Advice.Argument(0) int start, @Advice.Enter Throwable refused,
                @Advice.Thrown(readOnly = false) Throwable thrown) {
            if (refused != null) {
                thrown = refused;
            } else if (thrown != null) {
                ChunkHooks.takeBackFailed(chunk, start, ChunkHooks.UNSAID, thrown);
            }
        }
    }

    static final class TakingBackSize {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, suppress = Throwable.class)
        static Throwable enter(@Advice.This Object chunk, @Advice.Argument(0) int start, @Advice.Argument(1) int size) {
            return ChunkHooks.takingBackUnless(chunk, start, size);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@Advice.This Object chunk, @Advice.Argument(0) int start, @Advice.Argument(1) int size,
                @Advice.Enter Throwable refused, @Advice.Thrown(readOnly = false) Throwable thrown) {
            if (refused != null) {
                thrown = refused;
            } else if (thrown != null) {
                ChunkHooks.takeBackFailed(chunk, start, size, thrown);
            }
        }
    }

    /** {@code readInitInto} of divided chunks. Some of them themselves return the memory that a buffer was refused. */
    static final class Carving {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter() {
            ChunkHooks.carving();
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit() {
            ChunkHooks.carved();
        }
    }
}
