package io.pageconsistency.workloads;

/** How a request ended. */
enum Ending {
    /** The whole answer came, and it was correct. */
    ANSWERED,
    /** The client gave the request up while the answer or its own body was being sent. */
    CANCELLED,
    /** The server gave it up. */
    RESET,
    /** Its timeout expired. */
    EXPIRED
}
