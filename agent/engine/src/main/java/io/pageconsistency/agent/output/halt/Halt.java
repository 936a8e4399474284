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
 * Ends the virtual machine with status {@value ExitCodes#VIOLATED} after the first violation that counts, when the recordings and the
 * console have been written, or after {@value #DEADLINE_SECONDS} s if they have not.
 *
 * <p>The guilty thread may hold the pool's lock, or one that writing a recording needs, so it waits for nothing: it only
 * opens a latch, and goes on. Two threads stand ready from the start, because at that moment there may be neither memory
 * nor a thread to be had: one writes, the other ends, so nothing that writing may hang on keeps the end from coming.
 *
 * <p>Should the program end by itself meanwhile, {@link #keep} keeps it until then. Thread-safe.
 */
public final class Halt implements Consumer<Violation> {
    /** Enough to write hundreds of megabytes; short enough for a program that works on with memory that is in doubt. */
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
     * Stands ready; to be called with each violation that has been reported.
     *
     * @param flush has other outputs than the console and the recordings written
     */
    public static Halt install(Console console, Runnable flush) {
        Halt halt = new Halt(console, flush);
        halt.ender = AgentThread.start("halt", halt::end);
        AgentThread.start("halt writer", halt::write);
        return halt;
    }

    /** Stands ready no longer, unless it has begun. */
    public void close() {
        if (reason == null) {
            closed = true;
            begun.countDown();
        }
    }

    /** Returns at once. */
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

    /** What one output fails with, want of memory for example, keeps none of the others from being written. */
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
            tell(what, e);
        }
    }

    private void tell(String what, Throwable failure) {
        try {
            console.line(what + " could not be written: " + failure);
        } catch (Throwable e) {
            // Not even memory to say so.
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
     * Does not return before the end, if that has begun. For the thread that ends the program after all its shutdown hooks: it must
     * not, with its own status, be faster. Waits no longer than twice the deadline.
     */
    public void keep() {
        if (begun.getCount() == 0 && !closed) {
            Waiting.untilWithoutMemory(new CountDownLatch(1), TimeUnit.SECONDS.toNanos(2 * DEADLINE_SECONDS), Time.OF_THE_MACHINE);
        }
    }

    /** Whoever interrupts these threads does not mean them. */
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
