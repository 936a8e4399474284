package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.jvm.Ending;

/** What is woven into the JDK where a program says how it ends. */
public final class EndingHooks {
    private static final Ending ENDING = Checker.ofThisJvm(MethodHandles.lookup()).ending();

    private EndingHooks() {
    }

    /** Somebody has asked the virtual machine to end, with this status. */
    public static void exiting(int asked) {
        ENDING.exiting(asked);
    }

    /** A thread ends with an exception. */
    public static void uncaught(Thread thread) {
        ENDING.uncaught(thread);
    }
}
