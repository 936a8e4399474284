package io.pageconsistency.agent.output.console;

/** Shutdown hooks that are not wanted any more. */
public final class ShutdownHooks {
    private ShutdownHooks() {
    }

    /** @param hook null for none; one that is running, or has run, is left alone */
    public static void remove(Thread hook) {
        if (hook == null) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The virtual machine is ending: the hook is doing its work.
            Thread.yield();
        }
    }
}
