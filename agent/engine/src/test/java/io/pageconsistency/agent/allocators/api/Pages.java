package io.pageconsistency.agent.allocators.api;

/** The operations that tests call on a {@link ToldPages pool} from another class loader. */
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
