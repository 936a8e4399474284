package io.pageconsistency.agent.allocators.described.reading;

import io.pageconsistency.agent.allocators.described.model.Amount;

/**
 * The size of a piece of memory, according to the description.
 *
 * @param bytes the size if the memory is known by its address or its identity
 * @param numbered the size if pages are known by their numbers; a size without a unit is a number of pages
 * @param constant whether the description gives the same size for all memory
 */
record Said(long bytes, long numbered, boolean constant) {
    static final Said NOTHING = new Said(Memory.UNSAID, Memory.UNSAID, false);

    static Said of(long size, Amount.Unit unit, long pageBytes, boolean constant) {
        return new Said(unit == Amount.Unit.PAGES ? size * pageBytes : size, unit == Amount.Unit.BYTES ? size : size * pageBytes, constant);
    }

    /**
     * The size of memory that has a length of its own.
     *
     * @throws Misfit if the description's constant size is larger than the memory
     */
    long orElse(long length) {
        if (constant && bytes > length) {
            throw new Misfit("its size is " + bytes + " bytes, which does not fit into the " + length + " bytes that there are");
        }
        return bytes == Memory.UNSAID ? length : bytes;
    }
}
