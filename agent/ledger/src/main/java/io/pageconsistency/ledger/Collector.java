package io.pageconsistency.ledger;

import java.util.Set;

/** Tells whether the garbage collector's helpers are calling: a finalizer, a cleaner, or the reference handler. */
final class Collector {
    private static final Set<String> HELPERS = Set.of("java.lang.ref.Finalizer", "java.lang.ref.Finalizer$FinalizerThread",
            "java.lang.ref.Reference$ReferenceHandler", "jdk.internal.ref.CleanerImpl", "jdk.internal.ref.Cleaner",
            "sun.misc.Cleaner");

    private Collector() {
    }

    /** Walks the stack; for the cold path. */
    static boolean isAtWork() {
        return StackWalker.getInstance().walk(frames -> frames.anyMatch(frame -> HELPERS.contains(frame.getClassName())));
    }
}
