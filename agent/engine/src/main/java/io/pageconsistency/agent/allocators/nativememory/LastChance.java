package io.pageconsistency.agent.allocators.nativememory;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.pageconsistency.agent.output.console.Console;
import io.pageconsistency.background.AgentThread;
import io.pageconsistency.background.Waiting;

/**
 * Has everything written that was found, because the process may be about to end: the system's allocator answers a free of
 * what is no block by aborting, without shutdown hooks.
 *
 * <p>The guilty thread waits, but not for long, for whatever it holds may be what somebody else needs to write; another thread
 * does the work. Recordings go on, in case the process survives, and a program that does this again and again and survives is not held up more than a few times. Thread-safe.
 */
public final class LastChance implements Runnable {
    private static final long PATIENCE_MILLIS = 5_000;
    /** Long enough for the end that somebody else has begun. */
    private static final long END_MILLIS = 12_000;
    private static final int TIMES = 3;

    private final Console console;
    private final Runnable flush;
    private final boolean ending;
    private final long patience;
    private final AtomicInteger times = new AtomicInteger();

    /**
     * @param flush has other outputs than the console and the recordings written
     * @param ending whether a violation ends the virtual machine in its own way, which is then waited for
     */
    public LastChance(Console console, Runnable flush, boolean ending) {
        this(console, flush, ending, ending ? END_MILLIS : PATIENCE_MILLIS);
    }

    /** @param patience how long the guilty thread waits, and each output is waited for, in milliseconds */
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
