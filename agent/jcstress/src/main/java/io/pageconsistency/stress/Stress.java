package io.pageconsistency.stress;

import org.openjdk.jcstress.Main;

/**
 * Runs the tests. With one processor no test of two threads can run, and jcstress counts that as a success. This class makes it a
 * failure in CI, and prints a message elsewhere.
 */
public final class Stress {
    private static final int ACTORS = 2;

    private Stress() {
    }

    /** @param arguments the arguments of jcstress */
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
