package io.pageconsistency.pools;

/** How well what comes back fits what a pool has handed out; those that come later fit better. */
enum Fit {
    /** Nothing is known of it. */
    NONE,
    /** Something else of the memory was handed out, or something that may be this. */
    AROUND,
    /** It begins where something is held that has another length. */
    OTHER_LENGTH,
    /**
     * It begins where something was handed out that has come back. That explains it better than another length: where a pool gets its
     * memory from another one, the first piece begins where the piece of the other one does.
     */
    CAME_BACK,
    /** It is held. */
    HELD;

    /** Whether a hand-out that is held begins there. */
    boolean isHeld() {
        return this == HELD || this == OTHER_LENGTH;
    }
}
