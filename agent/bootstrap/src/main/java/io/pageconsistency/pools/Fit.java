package io.pageconsistency.pools;

/** How well memory that is given back fits a pool's record; later constants fit better. */
enum Fit {
    /** The pool does not know the memory. */
    NONE,
    /** The pool knows the memory, but has handed out nothing that begins there. */
    AROUND,
    /** A hand-out that begins there is held, in another length. */
    OTHER_LENGTH,
    /**
     * A hand-out that began there was taken back. This fits better than another length: if a pool gets its memory from another pool, its first
     * piece begins where the other pool's piece begins.
     */
    CAME_BACK,
    /** Exactly this hand-out is held. */
    HELD;

    /** Whether a held hand-out begins there. */
    boolean isHeld() {
        return this == HELD || this == OTHER_LENGTH;
    }
}
