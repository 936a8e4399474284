package io.pageconsistency.region;

import java.util.Set;

/**
 * Tells whether the current call comes from the garbage collector's helpers: a finalizer, a cleaner thread or the reference
 * handler. A cleaner that the program itself calls, as is common to free a direct buffer at once, does not count.
 */
public final class Collector {
    private static final Set<String> HELPERS = Set.of("java.lang.ref.Finalizer", "java.lang.ref.Finalizer$FinalizerThread",
            "java.lang.ref.Reference$ReferenceHandler", "jdk.internal.ref.CleanerImpl");

    private Collector() {
    }

    /** Whether such a helper is on the calling thread's stack. Walks the stack; for the cold path. */
    public static boolean isAtWork() {
        return StackWalker.getInstance().walk(frames -> frames.anyMatch(frame -> HELPERS.contains(frame.getClassName())));
    }
}
