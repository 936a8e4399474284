package io.pageconsistency.agent.allocators.netty.buffers;

import net.bytebuddy.asm.Advice;

import io.pageconsistency.agent.instrument.FieldOf;
import io.pageconsistency.agent.instrument.ResultOf;
import io.pageconsistency.hooks.LifeHooks;
import io.pageconsistency.hooks.PinHooks;

/**
 * For buffers of all kinds: who gets and who releases them, and what their count refuses. The rules of advice are those of the package {@code netty}.
 *
 * <p>What is remembered of a buffer lies in a field of its own. Where that is missing, because the class was loaded before the agent,
 * it is looked up anew each time.
 */
final class LifeAdvice {
    private static final String LIVES = "pageConsistencyLives";
    private static final String PIN = "pageConsistencyPin";

    private LifeAdvice() {
    }

    /** The constructor of {@code AbstractReferenceCountedByteBuf}. */
    static final class Made {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.This Object buffer, @FieldOf(value = LIVES, optional = true) Object lives) {
            lives = LifeHooks.made(buffer);
        }
    }

    /** {@code resetRefCnt}: a pool hands out a buffer, be it new or used before. */
    static final class Begun {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.This Object buffer, @FieldOf(value = LIVES, optional = true) Object lives) {
            if (lives == null) {
                lives = LifeHooks.firstBegun(buffer);
            } else {
                LifeHooks.begun(buffer, lives);
            }
        }
    }

    /** {@code handleRelease}: with {@code true} the count has come to zero. */
    static final class Ending {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.Argument(0) boolean last, @Advice.This Object buffer,
                @FieldOf(value = LIVES, optional = true) Object lives, @FieldOf(value = PIN, optional = true) Object pin) {
            if (last) {
                if (lives == null) {
                    lives = LifeHooks.firstEnded(buffer);
                } else {
                    LifeHooks.ended(buffer, lives);
                }
                int violation = PinHooks.givingBack(buffer, pin);
                if (violation != 0) {
                    LifeHooks.wronglyEnded(buffer, violation);
                }
            }
        }
    }

    /** {@code AbstractPooledDerivedByteBuf.init}. */
    static final class Derived {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.This Object buffer, @Advice.Argument(0) Object from) {
            LifeHooks.derived(buffer, from);
        }
    }

    static final class Releasing {
        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(@Advice.This Object buffer, @Advice.Thrown Throwable thrown) {
            if (thrown != null) {
                LifeHooks.releaseFailed(buffer, thrown);
            }
        }
    }

    static final class Retaining {
        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(@Advice.This Object buffer, @Advice.Thrown Throwable thrown) {
            if (thrown != null) {
                LifeHooks.retainFailed(buffer, thrown);
            }
        }
    }

    /** Methods that refuse a dead buffer whatever it is wanted for. */
    static final class Accessing {
        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(@Advice.This Object buffer, @Advice.Thrown Throwable thrown) {
            if (thrown != null) {
                LifeHooks.accessFailed(buffer, thrown);
            }
        }
    }

    /** {@code ensureAccessible}, which does not look where a property has switched that off. */
    static final class CheckingAccess {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.This Object buffer, @Advice.FieldValue("checkAccessible") boolean checks,
                @ResultOf("refCnt") int count) {
            if (!checks && count == 0) {
                LifeHooks.accessedDead(buffer);
            }
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(@Advice.This Object buffer, @Advice.Thrown Throwable thrown) {
            if (thrown != null) {
                LifeHooks.accessFailed(buffer, thrown);
            }
        }
    }

    /** Where a buffer object is put aside for its next use. */
    static final class Recycling {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, suppress = Throwable.class)
        static boolean enter(@Advice.Argument(0) Object object) {
            return LifeHooks.withholds(object);
        }
    }
}
