package io.pageconsistency;

/**
 * Told of every finding, follow-ups and leaks included.
 *
 * <p>Called on the thread that is guilty, possibly while the pool's own lock is held: do not block, do not call the pool.
 * What a listener throws is swallowed and counted.
 */
@FunctionalInterface
public interface ViolationListener {
    void onViolation(Violation violation);
}
