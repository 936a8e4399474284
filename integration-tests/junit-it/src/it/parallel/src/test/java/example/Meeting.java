package example;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

/** A point where tests wait for each other, so that they really run at the same time. */
final class Meeting {
    private static final long MINUTES = 5;

    private final CyclicBarrier barrier;

    Meeting(int tests) {
        barrier = new CyclicBarrier(tests);
    }

    /** Waits for all others, runs a task on a thread of no test, and waits until all have seen it. */
    void hold(Runnable task) throws Exception {
        if (barrier.await(MINUTES, TimeUnit.MINUTES) == 0 && task != null) {
            Thread unknown = new Thread(task, "unknown");
            unknown.start();
            unknown.join();
        }
        barrier.await(MINUTES, TimeUnit.MINUTES);
    }
}
