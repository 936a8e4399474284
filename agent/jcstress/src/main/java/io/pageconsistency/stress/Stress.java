package io.pageconsistency.stress;

import org.openjdk.jcstress.Main;

/**
 * Runs the tests. Where there is one processor, no test of two threads can run, and jcstress takes that for a success: in CI it is
 * a failure instead, and elsewhere it is said.
 */
public final class Stress {
    private static final int ACTORS = 2;

    private Stress() {
    }

    /** @param arguments those of jcstress */
    public static void main(String[] arguments) throws Exception {
        if (Runtime.getRuntime().availableProcessors() >= ACTORS) {
            Main.main(arguments);
            return;
        }
        System.err.println("The tests of memory ordering were NOT run: they need " + ACTORS + " processors, and there is one.");
        if (System.getenv("CI") != null) {
            System.exit(1);
        }
    }
}
