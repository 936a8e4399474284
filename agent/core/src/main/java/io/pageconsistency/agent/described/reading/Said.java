package io.pageconsistency.agent.described.reading;

import io.pageconsistency.agent.described.model.Amount;

/**
 * How much memory is said to cross.
 *
 * @param bytes of memory that is known by its address or its identity
 * @param numbered the same of pages that are known by their numbers; without a unit that is a number of pages
 */
record Said(long bytes, long numbered) {
    static final Said NOTHING = new Said(Memory.UNSAID, Memory.UNSAID);

    static Said of(long size, Amount.Unit unit, long pageBytes) {
        return new Said(unit == Amount.Unit.PAGES ? size * pageBytes : size, unit == Amount.Unit.BYTES ? size : size * pageBytes);
    }
}
