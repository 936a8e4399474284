package io.pageconsistency.bitmap;

import io.pageconsistency.ViolationKind;

/**
 * Why an operation contradicts the record.
 *
 * <p>The operations return a finding packed into a {@code long}, together with the page or slot at which it was made, so that
 * judging allocates nothing. {@link #NONE} means that nothing is wrong. The constants are in order of gravity: if several fit one
 * operation, the first declared is reported.
 */
public enum Finding {
    CORRUPTED(ViolationKind.BITMAP_CORRUPTION, "the two bitmaps disagree"),
    ALREADY_CLAIMED(ViolationKind.DOUBLE_ALLOC, "expected it to be free, but the allocator has claimed it already"),
    ALREADY_HELD(ViolationKind.DOUBLE_ALLOC, "expected it not to be held, but it is"),
    UNCLAIMED(ViolationKind.DOUBLE_ALLOC, "expected the allocator to have claimed it, but the allocator has it as free",
            "memory was given out that the allocator has not claimed"),
    ALREADY_FREE(ViolationKind.DOUBLE_FREE, "expected it to be in use, but it has been given back already"),
    NEVER_ALLOCATED(ViolationKind.INVALID_FREE, "expected it to be in use, but it has never been given out"),
    OUTSIDE_FREED(ViolationKind.INVALID_FREE, "expected it to lie inside the region, but it does not",
            "something was given back that does not lie in the region"),
    NOT_A_START(ViolationKind.INVALID_FREE, "expected the start of a hand-out, but it lies inside one",
            "something was given back that is not the start of what was given out"),
    OTHER_INSIDE(ViolationKind.SIZE_MISMATCH, "expected one hand-out, but another one starts inside it"),
    ONLY_A_PART(ViolationKind.SIZE_MISMATCH, "expected a whole hand-out, but the hand-out continues after it"),
    OUTSIDE(ViolationKind.SIZE_MISMATCH, "expected it to lie inside the region, but it does not"),
    OTHER_LENGTH(ViolationKind.SIZE_MISMATCH, "expected it in the length in which it was handed out"),
    OUTSIDE_EXTENT(ViolationKind.SIZE_MISMATCH, "the memory given to the user extends beyond the memory claimed for it"),
    STALE(ViolationKind.STALE_FREE, "expected its present holder to give it back, but an earlier one did"),
    STALE_PERHAPS(ViolationKind.STALE_FREE,
            "expected the object that was handed out, but another one came back, perhaps from an earlier hand-out"),
    STILL_HELD(ViolationKind.FREED_WHILE_HELD, "expected it not to be held, but it is"),
    CLOSED_IN_USE(ViolationKind.REGION_CLOSED_IN_USE, "expected no memory of the region to be held, but some is"),
    SLOTS_CLAIMED(ViolationKind.METADATA_MISMATCH, "expected no slot of the run to be claimed, but some are"),
    KEPT_IDLE(ViolationKind.LEAK,
            "expected the pool to free a run in which nothing is in use, but it keeps it"),
    PAGES_CLAIMED(ViolationKind.METADATA_MISMATCH, "expected no page of the region to be claimed, but some are"),
    BOOKS_FREE(ViolationKind.METADATA_MISMATCH, "expected the pool's books to show it as used, as the record does, but they show it as free",
            "the pool's own books show memory as free that is in use"),
    BOOKS_CLAIMED(ViolationKind.METADATA_MISMATCH, "expected the pool's books to show it as free, as the record does, but they show it as used",
            "the pool's own books show memory as used that nobody uses"),
    BOOKS_CONTRADICT(ViolationKind.METADATA_MISMATCH, "a figure in the pool's books contradicts the record",
            "a figure in the pool's own books is wrong"),
    LEAKED(ViolationKind.LEAK, "expected all memory to have been given back before the pool was collected"),
    /**
     * Not a fault of the memory: the operation contradicted the record at the first look, and agreed with it at the second one
     * after a full fence. The memory was passed from one thread to another without synchronisation.
     */
    SEEN_LATE(null, "was seen to be right only after a fence", "memory was passed between threads without synchronisation");

    /** No finding. Packed findings are all negative, so this value is free. */
    public static final long NONE = 0;

    private static final int PAGE_BITS = 56;
    private static final Finding[] ALL = values();

    private final ViolationKind kind;
    private final String text;
    private final String summary;

    Finding(ViolationKind kind, String text) {
        this(kind, text, kind.summary());
    }

    Finding(ViolationKind kind, String text, String summary) {
        this.kind = kind;
        this.text = text;
        this.summary = summary;
    }

    public ViolationKind kind() {
        return kind;
    }

    /** What was expected and what was found, as a clause. */
    public String text() {
        return text;
    }

    /** What happened, in one clause: the text of the kind, or a more precise one. */
    public String summary() {
        return summary;
    }

    /** Packs this finding with the page or slot at which it was made. */
    public long at(long page) {
        return Long.MIN_VALUE | (long) ordinal() << PAGE_BITS | page & (1L << PAGE_BITS) - 1;
    }

    /** Unpacks a finding; not for {@link #NONE}. */
    public static Finding of(long packed) {
        return ALL[(int) (packed >>> PAGE_BITS) & 0x7f];
    }

    /** Unpacks the page or slot at which a finding was made; for {@link #CORRUPTED} the one whose cell is damaged. */
    public static long place(long packed) {
        return packed << 64 - PAGE_BITS >> 64 - PAGE_BITS;
    }

    /** The graver of two packed findings; either may be {@link #NONE}. */
    static long graver(long one, long other) {
        if (one == NONE || other == NONE) {
            return one | other;
        }
        return of(other).ordinal() < of(one).ordinal() ? other : one;
    }
}
