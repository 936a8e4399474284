package io.pageconsistency;

/**
 * A transfer of some memory between a pool and a user, some time ago.
 *
 * @param operation {@link Operation#HAND_OUT} or {@link Operation#TAKE_BACK}
 * @param party who it was
 */
public record PastTransfer(Operation operation, Party party) {
}
