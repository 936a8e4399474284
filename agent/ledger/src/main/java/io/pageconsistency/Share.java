package io.pageconsistency;

/** How much is done of something that costs. */
public enum Share {
    /** Nothing. */
    OFF,
    /** As much as a budget allows. */
    SAMPLED,
    /** All of it. */
    ALL
}
