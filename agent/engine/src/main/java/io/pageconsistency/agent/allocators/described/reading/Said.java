package io.pageconsistency.agent.allocators.described.reading;

import io.pageconsistency.agent.allocators.described.model.Amount;

/**
 * How much memory is said to cross.
 *
 * @param bytes of memory that is known by its address or its identity
 * @param numbered the same of pages that are known by their numbers; without a unit that is a number of pages
 * @param constant whether the description says so of all memory
 */
record Said(long bytes, long numbered, boolean constant) {
    static final Said NOTHING = new Said(Memory.UNSAID, Memory.UNSAID, false);

    static Said of(long size, Amount.Unit unit, long pageBytes, boolean constant) {
        return new Said(unit == Amount.Unit.PAGES ? size * pageBytes : size, unit == Amount.Unit.BYTES ? size : size * pageBytes, constant);
    }

    /**
     * How long memory is that says itself how long it is.
     *
     * @throws Misfit where the description says of all memory what is not so of this
     */
    long orOf(long length) {
        if (constant && bytes > length) {
            throw new Misfit("its size is " + bytes + " bytes, which does not fit into the " + length + " bytes that there are");
        }
        return bytes == Memory.UNSAID ? length : bytes;
    }
}
