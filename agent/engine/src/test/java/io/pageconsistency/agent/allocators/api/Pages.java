package io.pageconsistency.agent.allocators.api;

/** What the tests do with a {@link ToldPages pool} that another class loader has loaded. */
public interface Pages extends AutoCloseable {
    boolean isActive();

    long handOut(long page, long count);

    void takeBack(long page, long count, long ticket);

    void freeMemoryUntouched();

    void reset();

    @Override
    void close();

    String text();
}
