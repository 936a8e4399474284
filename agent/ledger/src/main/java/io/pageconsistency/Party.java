package io.pageconsistency;

import java.time.Instant;

/**
 * Somebody who handed out, or took back, a piece of memory before the operation that is being reported.
 *
 * <p>Immutable. The trace is kept as the virtual machine recorded it and is turned into frames only when asked for.
 */
public final class Party {
    private final String thread;
    private final long epochMillis;
    private final Throwable trace;

    /** Takes the calling thread, the present time and the present stack. */
    public Party() {
        this.thread = Thread.currentThread().getName();
        this.epochMillis = System.currentTimeMillis();
        this.trace = new Throwable("recorded stack");
    }

    /** Somebody of whom no stack was kept. */
    public Party(String thread, long epochMillis) {
        this.thread = thread;
        this.epochMillis = epochMillis;
        this.trace = null;
    }

    /** The thread's name at the time. */
    public String thread() {
        return thread;
    }

    /** When it happened, to the millisecond. */
    public Instant when() {
        return Instant.ofEpochMilli(epochMillis);
    }

    /** The stack at the time, innermost frame first, without the frames of this library; empty where none was kept. */
    public StackTraceElement[] stack() {
        return trace == null ? new StackTraceElement[0] : Stacks.ofApplication(trace.getStackTrace());
    }
}
