package io.pageconsistency.agent.output.halt;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.pageconsistency.Violation;
import io.pageconsistency.agent.output.console.Console;
import io.pageconsistency.background.AgentThread;
import io.pageconsistency.background.Time;
import io.pageconsistency.background.Waiting;
import io.pageconsistency.jvm.ExitCodes;

/**
 * Ends the virtual machine with status {@value ExitCodes#VIOLATED} after the first violation that counts. It does so when the
 * recordings and the console are written, or after {@value #DEADLINE_SECONDS} s if they are not.
 *
 * <p>The guilty thread may hold the pool's lock, or a lock that writing a recording needs. So it only opens a latch and continues.
 * Two threads are started in advance, because after a violation there may be no memory for a thread. One writes, and the other ends
 * the virtual machine, even if writing hangs.
 *
 * <p>If the program ends by itself in the meantime, {@link #keep} delays that end. Thread-safe.
 */
public final class Halt implements Consumer<Violation> {
    /** Enough to write hundreds of megabytes. Short, because the program goes on with damaged memory in the meantime. */
    private static final long DEADLINE_SECONDS = 10;

    private final Console console;
    private final Runnable flush;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch written = new CountDownLatch(1);
    private volatile Violation reason;
    private volatile boolean closed;
    private Thread ender;

    private Halt(Console console, Runnable flush) {
        this.console = console;
        this.flush = flush;
    }

    /**
     * Starts the threads that wait for a violation. The caller passes each reported violation to {@link #accept}.
     *
     * @param flush writes the outputs other than the console and the recordings
     */
    public static Halt install(Console console, Runnable flush) {
        Halt halt = new Halt(console, flush);
        halt.ender = AgentThread.start("halt", halt::end);
        AgentThread.start("halt writer", halt::write);
        return halt;
    }

    /** Ends the threads, unless the virtual machine is being ended already. */
    public void close() {
        if (reason == null) {
            closed = true;
            begun.countDown();
        }
    }

    /** Begins to end the virtual machine. Returns at once. */
    @Override
    public void accept(Violation violation) {
        if (reason == null) {
            reason = violation;
        }
        begun.countDown();
    }

    private void write() {
        await(begun);
        if (closed) {
            return;
        }
        try {
            writeAll();
        } finally {
            written.countDown();
            LockSupport.unpark(ender);
        }
    }

    /** Writes all outputs. If one fails, for example for lack of memory, the others are still written. */
    private void writeAll() {
        step("findings", flush);
        step("the reason", () -> console
                .line("halting because of " + reason.kind() + " #" + reason.sequence() + ", with status " + ExitCodes.VIOLATED));
        step("recordings", this::writeRecordings);
        step("the last lines", console::end);
    }

    private void writeRecordings() {
        try {
            RecordingsAtHalt.write(console::line);
        } catch (NoClassDefFoundError e) {
            // A runtime without jdk.jfr has no recordings.
        }
    }

    private void step(String what, Runnable output) {
        try {
            output.run();
        } catch (Throwable e) {
            reportFailure(what, e);
        }
    }

    private void reportFailure(String what, Throwable failure) {
        try {
            console.line(what + " could not be written: " + failure);
        } catch (Throwable e) {
            // There is no memory for the message.
        }
    }

    private void end() {
        await(begun);
        if (closed) {
            return;
        }
        Waiting.untilWithoutMemory(written, TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS), Time.OF_THE_MACHINE);
        Runtime.getRuntime().halt(ExitCodes.VIOLATED);
    }

    /**
     * Called by the thread that ends the program, after all shutdown hooks. If a violation has begun to end the virtual machine,
     * this waits for that end, because the program's own status must not win. Waits no longer than twice the deadline.
     */
    public void keep() {
        if (begun.getCount() == 0 && !closed) {
            Waiting.untilWithoutMemory(new CountDownLatch(1), TimeUnit.SECONDS.toNanos(2 * DEADLINE_SECONDS), Time.OF_THE_MACHINE);
        }
    }

    /** Ignores interrupts. A program may interrupt all threads that it finds, including these. */
    private static void await(CountDownLatch latch) {
        while (latch.getCount() != 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.interrupted();
            }
        }
    }
}
