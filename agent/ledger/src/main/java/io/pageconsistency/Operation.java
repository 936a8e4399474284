package io.pageconsistency;

/** The crossings at which the ledger compares itself with the pool. */
public enum Operation {
    /** The allocator claims pages, or a slot, from a region. */
    RESERVE("reserve"),
    /** The allocator returns them to the region. */
    RELEASE("release"),
    /** Memory crosses from the pool to a user. */
    HAND_OUT("hand out"),
    /** Memory crosses back from a user to the pool. */
    TAKE_BACK("take back"),
    /** Somebody uses memory that he was given, or asks to keep it. */
    USE("use"),
    /** A region ends. */
    CLOSE("close"),
    /** The ledger looks at itself; nobody is guilty of being on the stack. */
    SCAN("scan");

    private final String label;

    Operation(String label) {
        this.label = label;
    }

    /** Whether memory crosses between pool and user, so that the one at fault, if anybody is, is on the stack. */
    public boolean isCrossing() {
        return this == HAND_OUT || this == TAKE_BACK;
    }

    /** The name used in events and reports. */
    public String label() {
        return label;
    }
}
