package io.pageconsistency.report;

/** Says which faults are known and are to be silent. Asked once a fault, possibly while a pool's lock is held; thread-safe. */
@FunctionalInterface
public interface Suppression {
    /** Silences nothing. */
    Suppression NONE = fault -> false;

    boolean silences(Fault fault);
}
