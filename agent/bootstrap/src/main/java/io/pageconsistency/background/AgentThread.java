package io.pageconsistency.background;

/**
 * Creates the agent's own threads. They are daemon threads. They inherit neither thread locals nor the context class loader of the
 * thread that starts them, which would keep an application alive.
 */
public final class AgentThread {
    private static final String PREFIX = "page-consistency ";

    private AgentThread() {
    }

    /**
     * Creates a thread without starting it.
     *
     * @param name the task in a word or two; in thread dumps it has the agent's prefix
     */
    public static Thread of(String name, Runnable task) {
        Thread thread = new Thread(null, task, PREFIX + name, 0, false);
        thread.setDaemon(true);
        try {
            thread.setContextClassLoader(null);
        } catch (SecurityException e) {
            // A security manager that denies this must not end the program. The thread then keeps the loader of its creator.
        }
        return thread;
    }

    /** Creates and starts a thread. */
    public static Thread start(String name, Runnable task) {
        Thread thread = of(name, task);
        thread.start();
        return thread;
    }
}
