/**
 * Replays recorded operations of pools against a new ledger, up to the first operation that contradicts it. Uses {@code event} and
 * {@code file}. Only {@code OfflineLedger} uses the ledger. Begin at {@link io.pageconsistency.recording.replay.Replay}.
 */
package io.pageconsistency.recording.replay;
