package io.pageconsistency.agent.allocators.api;

import io.pageconsistency.api.PageConsistency;
import io.pageconsistency.api.PageRegion;

/** A pool that reports its pages through the API, correctly or not as the test wants. It is loaded by a {@link CopyOfApi}. */
public final class ToldPages implements Pages {
    private final PageRegion region;

    public ToldPages(String name) {
        region = PageConsistency.region(name, 1L << 44, 1L << 20, 4_096);
    }

    @Override
    public boolean isActive() {
        return PageConsistency.isActive();
    }

    @Override
    public long handOut(long page, long count) {
        return count == 1 ? region.handOut(page) : region.handOut(page, count);
    }

    @Override
    public void takeBack(long page, long count, long ticket) {
        if (ticket != 0) {
            region.takeBack(page, count, ticket);
        } else if (count == 1) {
            region.takeBack(page);
        } else {
            region.takeBack(page, count);
        }
    }

    @Override
    public void freeMemoryUntouched() {
        region.freeMemoryUntouched();
    }

    @Override
    public void reset() {
        region.reset();
    }

    @Override
    public void close() {
        region.close();
    }

    @Override
    public String text() {
        return region.toString();
    }
}
