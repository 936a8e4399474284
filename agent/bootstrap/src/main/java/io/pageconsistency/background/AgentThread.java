package io.pageconsistency.background;

/**
 * Makes the threads of the agent's own. They keep no program from ending. They inherit nothing from whoever starts them: neither
 * thread locals nor a context class loader, which would keep an application alive.
 */
public final class AgentThread {
    private static final String PREFIX = "page-consistency ";

    private AgentThread() {
    }

    /**
     * A thread that has not been started.
     *
     * @param name what it does, in a word or two; the name in thread dumps begins with the agent's
     */
    public static Thread of(String name, Runnable task) {
        Thread thread = new Thread(null, task, PREFIX + name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }

    /** The same, started. */
    public static Thread start(String name, Runnable task) {
        Thread thread = of(name, task);
        thread.start();
        return thread;
    }
}
