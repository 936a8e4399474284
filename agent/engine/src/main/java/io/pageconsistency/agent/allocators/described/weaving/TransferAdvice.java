package io.pageconsistency.agent.allocators.described.weaving;

import net.bytebuddy.asm.Advice;

import io.pageconsistency.hooks.DescribedHooks;

/**
 * For the methods of described pools.
 *
 * <p>Advice is copied into the pools' methods: it may use nothing but the boot class path and its parameters. A method is left on every
 * way, so that the thread's call scope is right again.
 */
final class TransferAdvice {
    private TransferAdvice() {
    }

    /** A method that hands out. What the user must not have is kept from him by an error instead of the result. */
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

    /** A constructor, around which nothing can be caught: one that throws has handed out nothing. */
    static final class Made {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@From(From.CROSSING) int transfer, @Advice.Origin Class<?> type, @From(From.POOL) Object pool,
                @From(From.PAGE) Object page, @From(From.PAGE) long pageNumber, @From(From.SIZE) Object size,
                @From(From.SIZE) long sizeNumber, @From(From.RARE) Object[] rare) {
            DescribedHooks.handedOut(null, transfer, type, pool, page, pageNumber, size, sizeNumber, rare);
        }
    }

    /** A method that takes back. Its body is skipped if the entry returns an error, and the exit throws that. */
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

    /** A method with which a pool takes everything back, or ends. */
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

    /** A method that puts a handle by for its next use. It is left out for those that are to stay what they were. */
    static final class Recycling {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, suppress = Throwable.class)
        static boolean enter(@From(From.CROSSING) int transfer) {
            return DescribedHooks.keepsFromRecycling(transfer);
        }
    }
}
