package io.pageconsistency;

/**
 * Receives every finding, follow-ups and leaks included.
 *
 * <p>The agent calls it on the thread that performed the operation, possibly while the pool's own lock is held. So a listener must
 * not block and must not call the pool. The agent swallows and counts what a listener throws.
 */
@FunctionalInterface
public interface ViolationListener {
    void onViolation(Violation violation);
}
