package io.pageconsistency.region;

import java.util.Set;

/**
 * Tells whether the garbage collector's helpers are calling: a finalizer, a cleaner, or the reference handler. What a cleaner
 * does when the program itself calls it, as everybody does who frees a direct buffer at once, is the program's.
 */
public final class Collector {
    private static final Set<String> HELPERS = Set.of("java.lang.ref.Finalizer", "java.lang.ref.Finalizer$FinalizerThread",
            "java.lang.ref.Reference$ReferenceHandler", "jdk.internal.ref.CleanerImpl");

    private Collector() {
    }

    /** Walks the stack; for the cold path. */
    public static boolean isAtWork() {
        return StackWalker.getInstance().walk(frames -> frames.anyMatch(frame -> HELPERS.contains(frame.getClassName())));
    }
}
