package io.pageconsistency.boot;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;

/**
 * Distinguishes the agent's own code from the application's.
 *
 * <p>Any code can call classes on the boot class path. Woven code must call the methods that record operations; but the methods
 * that control whether and how anything is recorded are for the agent alone. So such methods require a
 * {@code MethodHandles.lookup()} of one of the agent's classes, which only that class itself can create.
 */
public final class OwnCode {
    private static final String OURS = "io.pageconsistency.";

    private OwnCode() {
    }

    /** @throws IllegalCallerException if the lookup was not made by a class of the agent */
    public static void require(MethodHandles.Lookup caller) {
        Class<?> type = caller.lookupClass();
        ClassLoader loader = type.getClassLoader();
        boolean ours = loader == OwnCode.class.getClassLoader() && type.getName().startsWith(OURS)
                || loader instanceof AgentLoader agent && agent.isAtWork();
        if (!ours || !caller.hasFullPrivilegeAccess()) {
            throw new IllegalCallerException("only the agent may do this, and " + type.getName() + " is not its own");
        }
    }

    /** @throws IllegalCallerException if the object does not come from the virtual machine */
    static void require(Instrumentation instrumentation) {
        if (instrumentation == null || instrumentation.getClass().getModule() != Instrumentation.class.getModule()) {
            throw new IllegalCallerException("only the virtual machine may start the agent");
        }
    }
}
