package io.pageconsistency.agent.netty;

import net.bytebuddy.asm.Advice;

import io.pageconsistency.agent.weaving.FieldOf;
import io.pageconsistency.hooks.PinHooks;

/** For buffers that count who uses them. Rules as for {@link ChunkAdvice}. */
final class CountAdvice {
    private CountAdvice() {
    }

    /** {@code handleRelease}, which every release comes by; with {@code true} it was the last. */
    static final class Ending {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.This Object buffer, @Advice.Argument(0) boolean last,
                @FieldOf(value = "pageConsistencyPin", optional = true) Object pin) {
            if (last) {
                PinHooks.givingBack(buffer, pin);
            }
        }
    }
}
