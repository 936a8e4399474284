package io.pageconsistency;

/** The transfers at which the ledger compares itself with the pool. */
public enum Operation {
    /** The allocator claims pages, or a slot, from a region. */
    RESERVE("reserve"),
    /** The allocator returns them to the region: a free run, which is not the release of a buffer. */
    RELEASE("release", "free run"),
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
    private final String words;

    Operation(String label) {
        this(label, label);
    }

    Operation(String label, String words) {
        this.label = label;
        this.words = words;
    }

    /** Whether memory crosses between pool and user, so that the one at fault, if anybody is, is on the stack. */
    public boolean isTransfer() {
        return this == HAND_OUT || this == TAKE_BACK;
    }

    /** The name in events and files, which programs read. */
    public String label() {
        return label;
    }

    /** The name in reports, which people read. */
    public String inWords() {
        return words;
    }
}
