package io.pageconsistency.region;

/**
 * How a region is found, and what its pool's hooks can do. All combinations are possible. Whether a pool claims memory before it
 * hands it out, and how it names its memory, is part of the {@link Geometry}.
 *
 * @param byAddress whether the region is found by address, so that no other region can overlap it: a new region there replaces it
 * @param carried whether its owner has only this region and refers to it. A closed region is then remembered as long as its owner,
 *        which may be reused
 * @param refusedWhole whether an operation that the hooks refuse has not begun yet, so that the user still has the memory.
 *        Otherwise the pool has done its part by then, and only the modules that say so can refuse
 * @param fleeting whether the region is opened and closed with each transfer, so that only listeners of single transfers are told
 *        of it
 * @param ofSinglePages whether each hand-out is one page, whatever length its user assumes
 * @param untouched whether its pool leaves free memory alone, from the call that takes it back to the return of the call that hands
 *        it out: free memory is neither written nor read, and its contents do not matter
 * @param serial whether its hand-outs follow each other: the pool makes them under a lock, or only one thread at a time has the
 *        region, so each hand-out happens before the next one
 */
public record Traits(boolean byAddress, boolean carried, boolean refusedWhole, boolean fleeting, boolean ofSinglePages,
        boolean untouched, boolean serial) {
    /** A chunk for which the pool has an object of its own. */
    public static final Traits CHUNK = new Traits(true, true, false, false, false, true, true);
    /** Such a chunk that is cut into pieces of one size, one for each hand-out. */
    public static final Traits CUT_CHUNK = new Traits(true, true, false, false, true, true, true);
    /** Memory that is handed out as a whole, and whose region ends with the take-back. */
    public static final Traits ONE_HAND_OUT = new Traits(true, false, false, true, true, false, false);
    /** A part of a tracked pool that is known only by its transfers; regions of another pool may overlap it. */
    public static final Traits PART_OF_POOL = new Traits(false, false, true, false, false, false, false);
    /** Such a part, of a pool that is known to leave free memory alone. */
    public static final Traits PART_OF_UNTOUCHED_POOL = new Traits(false, false, true, false, false, true, false);
}
