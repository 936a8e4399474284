package io.pageconsistency.workloads;

/** How a request came to its end. */
enum Ending {
    /** With the whole answer, which was the right one. */
    ANSWERED,
    /** The client gave it up, while the answer or its own body was on its way. */
    CANCELLED,
    /** The server gave it up. */
    RESET,
    /** Its time was over. */
    EXPIRED
}
