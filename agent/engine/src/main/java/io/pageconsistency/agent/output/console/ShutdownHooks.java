package io.pageconsistency.agent.output.console;

/** Removes shutdown hooks that are no longer needed. */
public final class ShutdownHooks {
    private ShutdownHooks() {
    }

    /** @param hook null for none; a hook that is running or has run stays */
    public static void remove(Thread hook) {
        if (hook == null) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The virtual machine is ending, and the hook is running or about to run.
            Thread.yield();
        }
    }
}
