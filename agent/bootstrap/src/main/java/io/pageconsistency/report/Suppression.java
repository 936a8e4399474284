package io.pageconsistency.report;

/** Decides which faults are suppressed. Called once for each fault, possibly while a pool's lock is held. Thread-safe. */
@FunctionalInterface
public interface Suppression {
    /** Suppresses nothing. */
    Suppression NONE = fault -> false;

    boolean silences(Fault fault);
}
