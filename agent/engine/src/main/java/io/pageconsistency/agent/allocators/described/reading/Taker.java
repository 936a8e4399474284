package io.pageconsistency.agent.allocators.described.reading;

import io.pageconsistency.pools.PoolKind;

/** Receives each piece of memory that one method transfers. */
interface Taker {
    /**
     * @param handle the transferred object; null if there is none
     * @param where an address, an offset or a page's number; 0 for memory that is known by its object
     * @param bytes the size in bytes, or in pages if pages are numbered; -1 if it is not given
     * @return whether more pieces are wanted
     */
    boolean take(PoolKind.Unit unit, Object handle, long where, long bytes);

    /**
     * Receives a future that is not completed yet.
     *
     * @param step the index of the step that follows the future's value
     * @return whether more pieces are wanted
     */
    boolean later(Object future, int step) throws Throwable;
}
