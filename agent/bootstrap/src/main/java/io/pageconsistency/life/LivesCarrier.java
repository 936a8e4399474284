package io.pageconsistency.life;

/**
 * Implemented by a library's buffer classes to which the agent has added a field. Classes that were loaded before the agent do not implement
 * it. For cold paths; woven code reads the field directly.
 */
public interface LivesCarrier {
    /** The {@link Lives} in the field, or null. */
    Object pageConsistencyLives();

    /** Sets it, once. */
    void pageConsistencyLives(Object lives);
}
