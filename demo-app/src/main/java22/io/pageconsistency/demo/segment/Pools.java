package io.pageconsistency.demo.segment;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Creates the pools that scenarios break, and keeps them, because the collection of a pool with held pages would be a finding of
 * its own.
 */
final class Pools {
    private static final List<PagePool> MADE = new CopyOnWriteArrayList<>();
    private static final int PAGES = 64;
    private static final long PAGE_SIZE = 4_096;

    private Pools() {
    }

    static PagePool open() {
        PagePool pool = new PagePool(PAGES, PAGE_SIZE);
        MADE.add(pool);
        return pool;
    }
}
