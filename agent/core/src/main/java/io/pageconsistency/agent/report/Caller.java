package io.pageconsistency.agent.report;

/**
 * Finds in a stack who called the pool: where a reader looks first, because the frames above are the same in every report.
 *
 * <p>The pool is taken to be the package of the innermost frame, and the JDK, which may lie on either side of it, to be nobody.
 */
final class Caller {
    private Caller() {
    }

    /** The place of the first frame outside of the pool; -1 where all of them are the pool's or the JDK's. */
    static int in(StackTraceElement[] frames) {
        String pool = frames.length == 0 ? "" : packageOf(frames[0]);
        for (int i = 0; i < frames.length; i++) {
            if (!ofTheJdk(frames[i]) && !packageOf(frames[i]).equals(pool)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean ofTheJdk(StackTraceElement frame) {
        String module = frame.getModuleName();
        return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
    }

    private static String packageOf(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.substring(0, Math.max(0, type.lastIndexOf('.')));
    }
}
