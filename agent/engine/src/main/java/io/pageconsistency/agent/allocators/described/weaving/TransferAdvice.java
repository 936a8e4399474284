package io.pageconsistency.agent.allocators.described.weaving;

import net.bytebuddy.asm.Advice;

import io.pageconsistency.hooks.DescribedHooks;

/**
 * Advice for the methods of described pools.
 *
 * <p>Advice is copied into the pools' methods. So it may use only the boot class path and its parameters. Every entry is followed
 * by an exit, even if the method throws, so that the thread's call scope stays correct.
 */
final class TransferAdvice {
    private TransferAdvice() {
    }

    /** A method that hands out memory. If the hand-out is refused, the method throws an error and does not return the memory. */
    static final class HandingOut {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static Object enter(@From(From.CROSSING) int transfer, @Advice.Origin Class<?> type, @From(From.POOL) Object pool) {
            return DescribedHooks.entered(transfer, type, pool);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(@Advice.Enter Object frame, @Advice.Thrown(readOnly = false) Throwable thrown,
                @From(From.CROSSING) int transfer, @Advice.Origin Class<?> type, @From(From.POOL) Object pool,
                @From(From.PAGE) Object page, @From(From.PAGE) long pageNumber, @From(From.SIZE) Object size,
                @From(From.SIZE) long sizeNumber, @From(From.RARE) Object[] rare) {
            if (thrown == null) {
                Throwable refused = DescribedHooks.handedOut(frame, transfer, type, pool, page, pageNumber, size, sizeNumber, rare);
                if (refused != null) {
                    thrown = refused;
                }
                DescribedHooks.left(frame, false);
            } else {
                DescribedHooks.left(frame, true);
            }
        }
    }

    /** A constructor that hands out memory. Advice cannot catch what a constructor throws. If it throws, nothing is handed out. */
    static final class Made {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@From(From.CROSSING) int transfer, @Advice.Origin Class<?> type, @From(From.POOL) Object pool,
                @From(From.PAGE) Object page, @From(From.PAGE) long pageNumber, @From(From.SIZE) Object size,
                @From(From.SIZE) long sizeNumber, @From(From.RARE) Object[] rare) {
            DescribedHooks.handedOut(null, transfer, type, pool, page, pageNumber, size, sizeNumber, rare);
        }
    }

    /**
     * A method that takes memory back. If the entry returns an error, the method's body is skipped and the exit throws the error.
     */
    static final class TakingBack {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, suppress = Throwable.class)
        static Throwable enter(@Advice.Local("frame") Object frame, @From(From.CROSSING) int transfer,
                @Advice.Origin Class<?> type, @From(From.POOL) Object pool, @From(From.PAGE) Object page,
                @From(From.PAGE) long pageNumber, @From(From.SIZE) Object size, @From(From.SIZE) long sizeNumber, @From(From.RARE) Object[] rare) {
            frame = DescribedHooks.entered(transfer, type, pool);
            return DescribedHooks.takingBack(frame, transfer, type, pool, page, pageNumber, size, sizeNumber, rare);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@Advice.Local("frame") Object frame, @Advice.Enter Throwable refused,
                @Advice.Thrown(readOnly = false) Throwable thrown, @From(From.ACCEPTED) boolean accepted) {
            DescribedHooks.left(frame, refused == null && (thrown != null || !accepted));
            if (refused != null) {
                thrown = refused;
            }
        }
    }

    /** A method that takes all of the pool's memory back, or ends the pool. */
    static final class Whole {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static Object enter(@From(From.CROSSING) int transfer, @Advice.Origin Class<?> type, @From(From.POOL) Object pool) {
            Object frame = DescribedHooks.entered(transfer, type, pool);
            DescribedHooks.whole(frame, transfer, type, pool);
            return frame;
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@Advice.Enter Object frame) {
            DescribedHooks.left(frame, false);
        }
    }

    /** A method that stores a handle for its next use. Its body is skipped for handles that are kept from being reused. */
    static final class Recycling {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, suppress = Throwable.class)
        static boolean enter(@From(From.CROSSING) int transfer) {
            return DescribedHooks.keepsFromRecycling(transfer);
        }
    }
}
