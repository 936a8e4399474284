package io.pageconsistency.agent.allocators.described.reading;

import io.pageconsistency.pools.PoolKind;

/** Gets each piece of memory that crosses in one method. */
interface Taker {
    /**
     * @param handle the object that crosses, or null
     * @param where an address or a page's number; 0 for memory that is known by its object
     * @param bytes -1 where it is not said; pages where they are numbered
     * @return whether there is use for more of them
     */
    boolean take(PoolKind.Unit unit, Object handle, long where, long bytes);

    /**
     * What crosses is not there yet.
     *
     * @param step where the way goes on from what the future will hold
     * @return whether there is use for more
     */
    boolean later(Object future, int step) throws Throwable;
}
