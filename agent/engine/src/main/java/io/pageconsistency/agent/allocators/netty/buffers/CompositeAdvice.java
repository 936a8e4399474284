package io.pageconsistency.agent.allocators.netty.buffers;

import net.bytebuddy.asm.Advice;

import io.pageconsistency.hooks.PinHooks;

/** For the parts of composite buffers, which a composite owns from their addition on. The rules of advice are those of the package {@code netty}. */
final class CompositeAdvice {
    private CompositeAdvice() {
    }

    /** The constructor of a component. A part that is not added after all is released by the method that wanted to. */
    static final class Adding {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.This Object component, @Advice.FieldValue("srcBuf") Object buffer) {
            PinHooks.held(component, buffer, Holders.COMPOSITE);
        }
    }

    /** {@code Component.free}: by it each part leaves, and it releases the part. */
    static final class Freeing {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.FieldValue("srcBuf") Object buffer) {
            PinHooks.letGo(buffer);
        }
    }
}
