package io.pageconsistency.region;

/**
 * How a region is found, and how far its pool's hooks reach. Each is asked for by itself, and any may go with any; whether a pool
 * claims before it hands out, and in which terms it speaks of its memory, is part of the {@link Geometry}.
 *
 * @param byAddress whether it is found by its addresses, so that no other region lies there: one that is opened there takes its place
 * @param carried whether its owner has no other region, and leads to it: a region that has ended is kept in sight as long as its
 *        owner, which may be used anew
 * @param refusedWhole whether what its hooks refuse has not begun, whichever module they are of: who wanted to give memory back has
 *        it still. Otherwise the pool has done its part by then, and only the modules that say so can refuse
 * @param fleeting whether it begins and ends as often as memory crosses, so that who is not told of single transfers is not told of that
 * @param ofSinglePages whether a hand-out is one page, however long its user takes it to be
 * @param untouched whether its pool leaves free memory alone, from the call that takes it back to the return of the one that hands it
 *        out: what is free neither changes nor is read, and nobody relies on what is in it
 * @param serial whether its hand-outs follow each other: the pool makes them under a lock, or has the region on one thread at a time,
 *        so each hand-out happens before the next one
 */
public record Traits(boolean byAddress, boolean carried, boolean refusedWhole, boolean fleeting, boolean ofSinglePages,
        boolean untouched, boolean serial) {
    /** Of the chunks of a pool's own, which woven code meets as objects. */
    public static final Traits CHUNK = new Traits(true, true, false, false, false, true, true);
    /** Of such chunks where they are cut into pieces of one size, each for one user. */
    public static final Traits CUT_CHUNK = new Traits(true, true, false, false, true, true, true);
    /** Of memory that is handed out as a whole, and ends when it comes back. */
    public static final Traits ONE_HAND_OUT = new Traits(true, false, false, true, true, false, false);
    /** Of parts of the memory of a pool that is known by what crosses: another pool's may be around them. */
    public static final Traits PART_OF_POOL = new Traits(false, false, true, false, false, false, false);
    /** Of such parts where the pool is known to leave free memory alone. */
    public static final Traits PART_OF_UNTOUCHED_POOL = new Traits(false, false, true, false, false, true, false);
}
