package io.pageconsistency.ledger;

import java.util.function.Consumer;

/**
 * The units of a region of which the record is one: its pages, the slots of one of its runs, or its bytes. For the cold path; what
 * is counted is exact at rest.
 */
interface Units {
    /** How many hand-outs are held. */
    long handOuts();

    /** How many pages are held by them; of what lies in pages, all of a run, or one for each. */
    long pagesHeld();

    /** Shows each hand-out that is held. */
    void forEachHeld(Consumer<Unit> action);

    /**
     * Shows what the pool has claimed and nobody holds. Of a run cut into slots that is only slots that are claimed; pools may keep
     * a run in which none is.
     */
    void forEachIdle(Consumer<Unit> action);

    /** The one at the lowest place, or null. */
    Unit firstHeld();

    /** The hand-out that begins at a place, or null. */
    Unit heldAt(long place);

    /** A hand-out that overlaps a range, or null. */
    Unit heldIn(long from, long to);

    /** Says whether an earlier party may be on record for what begins at a place; nothing happens where none of these does. */
    void mark(long place, boolean onRecord);

    /** Bytes of both bitmaps. */
    long bitmapBytes();

    /** Whether the record of a place is intact, as far as it is of these units. */
    boolean intactAt(long place);
}
