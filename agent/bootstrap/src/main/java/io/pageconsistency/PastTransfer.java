package io.pageconsistency;

/**
 * An earlier transfer of some memory between a pool and a user.
 *
 * @param operation {@link Operation#HAND_OUT} or {@link Operation#TAKE_BACK}
 * @param party who did it
 */
public record PastTransfer(Operation operation, Party party) {
}
