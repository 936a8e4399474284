package io.pageconsistency.recording.replay;

/**
 * A contradiction between recorded operations and the ledger.
 *
 * @param operation its number among the replayed operations, from 1
 * @param kind a constant of {@link io.pageconsistency.ViolationKind}
 * @param summary the kind in a clause
 * @param explanation what was expected, and what was found
 * @param memory the memory in words
 * @param guilty the party of the operation
 * @param allocatedBy the party that last got the memory, or null
 * @param freedBy the party that last gave it back, or null
 * @param reported the sequence of the agent's own finding about it, or 0
 */
public record Divergence(long operation, String kind, String summary, String explanation, String memory, Party guilty,
        Party allocatedBy, Party freedBy, int reported) {
}
