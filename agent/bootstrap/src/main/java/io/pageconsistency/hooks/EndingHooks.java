package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.jvm.Ending;

/** Called by code woven into the JDK at the places that decide the exit status. */
public final class EndingHooks {
    private static final Ending ENDING = Checker.ofThisJvm(MethodHandles.lookup()).ending();

    private EndingHooks() {
    }

    /** The program asks the virtual machine to end with this status. */
    public static void exiting(int asked) {
        ENDING.exiting(asked);
    }

    /** A thread ends with an exception. */
    public static void uncaught(Thread thread) {
        ENDING.uncaught(thread);
    }
}
