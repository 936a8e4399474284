package io.pageconsistency.boot;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;

/**
 * Tells the agent's own code from the application's.
 *
 * <p>Classes on the boot class path can be called by everybody. Woven code has to call those that record what pools do; all that
 * decides whether and how anything is recorded is for the agent alone. So such methods ask their caller for a
 * {@code MethodHandles.lookup()}, which nobody can make in the name of a class of ours but that class.
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

    /** @throws IllegalCallerException if the virtual machine has not made it */
    static void require(Instrumentation instrumentation) {
        if (instrumentation == null || instrumentation.getClass().getModule() != Instrumentation.class.getModule()) {
            throw new IllegalCallerException("only the virtual machine may start the agent");
        }
    }
}
