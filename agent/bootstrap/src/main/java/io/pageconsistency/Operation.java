package io.pageconsistency;

/** The operations at which the ledger compares its record with the pool. */
public enum Operation {
    /** The allocator claims pages, or a slot, of a region. */
    RESERVE("reserve"),
    /** The allocator returns pages to the region, or a slot to its run. This is not the release of a buffer. */
    RELEASE("release", "free run"),
    /** Memory goes from the pool to a user. */
    HAND_OUT("hand out"),
    /** Memory goes from a user back to the pool. */
    TAKE_BACK("take back"),
    /** A user accesses memory, or asks to keep it. */
    USE("use"),
    /** A region is closed. */
    CLOSE("close"),
    /** The ledger checks its own record. The stack says nothing about who is at fault. */
    SCAN("scan");

    private final String label;
    private final String words;

    Operation(String label) {
        this(label, label);
    }

    Operation(String label, String words) {
        this.label = label;
        this.words = words;
    }

    /** Whether memory goes from the pool to a user or back. If so, the call at fault, if there is one, is on the stack. */
    public boolean isTransfer() {
        return this == HAND_OUT || this == TAKE_BACK;
    }

    /** The name in events and files, for programs to read. */
    public String label() {
        return label;
    }

    /** The name in reports, for people to read. */
    public String inWords() {
        return words;
    }
}
