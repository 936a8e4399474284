package io.pageconsistency.life;

/**
 * Implemented by a library's own buffer class once the agent has added a field to it; buffers of a class that was loaded before the
 * agent do not implement it. For paths that are not hot: woven code reads the field itself.
 */
public interface LivesCarrier {
    /** The {@link Lives}, or null while there is nothing to remember. */
    Object pageConsistencyLives();

    /** Sets it, once. */
    void pageConsistencyLives(Object lives);
}
