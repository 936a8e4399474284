package io.pageconsistency.agent.allocators.nativememory;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.pageconsistency.agent.output.console.Console;
import io.pageconsistency.background.AgentThread;
import io.pageconsistency.background.Waiting;

/**
 * Writes all outputs, because the process may be about to end: if the address that is freed is not a block, the system's allocator
 * aborts the process without running shutdown hooks.
 *
 * <p>Another thread writes, and the guilty thread waits for a limited time only, because it may hold a lock that is needed for
 * writing. Recordings are dumped and not stopped, in case the process survives. A program that survives this repeatedly is delayed
 * only the first few times. Thread-safe.
 */
public final class LastChance implements Runnable {
    private static final long PATIENCE_MILLIS = 5_000;
    /** Long enough for another thread to end the virtual machine. */
    private static final long END_MILLIS = 12_000;
    private static final int TIMES = 3;

    private final Console console;
    private final Runnable flush;
    private final boolean ending;
    private final long patience;
    private final AtomicInteger times = new AtomicInteger();

    /**
     * @param flush writes the outputs other than the console and the recordings
     * @param ending whether a violation ends the virtual machine; then this only waits for that end
     */
    public LastChance(Console console, Runnable flush, boolean ending) {
        this(console, flush, ending, ending ? END_MILLIS : PATIENCE_MILLIS);
    }

    /** @param patience how long the guilty thread waits, and how long each output may take, in milliseconds */
    LastChance(Console console, Runnable flush, boolean ending, long patience) {
        this.console = console;
        this.flush = flush;
        this.ending = ending;
        this.patience = patience;
    }

    @Override
    public void run() {
        if (times.incrementAndGet() > TIMES) {
            return;
        }
        CountDownLatch written = new CountDownLatch(1);
        if (!ending) {
            AgentThread.start("last chance", () -> write(written));
        }
        Waiting.until(written, patience);
    }

    private void write(CountDownLatch written) {
        try {
            flush.run();
            console.drain(patience);
            Recordings.dump(console::line);
        } catch (NoClassDefFoundError e) {
            // A runtime without jdk.jfr has no recordings.
        } finally {
            console.drain(patience);
            written.countDown();
        }
    }
}
