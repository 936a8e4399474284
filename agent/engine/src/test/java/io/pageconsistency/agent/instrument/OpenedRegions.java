package io.pageconsistency.agent.instrument;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

/**
 * Counts the regions that were opened for the copies in given loaders.
 *
 * <p>A total count would not be reliable: copies of earlier tests are woven again, and they are adopted when their finalizers
 * release memory, at any time.
 */
final class OpenedRegions implements LedgerListener {
    private final List<ClassLoader> opened = new CopyOnWriteArrayList<>();

    @Override
    public void opened(Region region) {
        Object owner = region.get();
        if (owner != null) {
            opened.add(owner.getClass().getClassLoader());
        }
    }

    long of(ClassLoader... loaders) {
        return opened.stream().filter(loader -> Stream.of(loaders).anyMatch(one -> one == loader)).count();
    }
}
