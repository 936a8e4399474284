package io.pageconsistency.recording.replay;

/**
 * Where recorded operations and the ledger disagree.
 *
 * @param operation its number among those replayed, from 1
 * @param kind a constant of {@link io.pageconsistency.ViolationKind}
 * @param summary what that kind is, a clause
 * @param explanation what was expected, and what is
 * @param memory in words
 * @param guilty whose operation it is
 * @param allocatedBy who last got the memory, or null
 * @param freedBy who last gave it back, or null
 * @param reported the sequence of the agent's own finding about it, or 0
 */
public record Divergence(long operation, String kind, String summary, String explanation, String memory, Party guilty,
        Party allocatedBy, Party freedBy, int reported) {
}
