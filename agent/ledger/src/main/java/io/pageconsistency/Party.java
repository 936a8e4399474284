package io.pageconsistency;

import java.time.Instant;

/**
 * Somebody who handed out, or took back, a piece of memory before the operation that is being reported.
 *
 * <p>What it tells never changes. The stack is kept as the virtual machine recorded it and is turned into frames only when asked
 * for, or when it is {@linkplain #settle settled}.
 */
public final class Party {
    private final String thread;
    private final long epochMillis;
    private final RecordedStack stack;

    /** Takes the calling thread, the present time and the present stack. */
    public Party() {
        this.thread = Thread.currentThread().getName();
        this.epochMillis = System.currentTimeMillis();
        this.stack = new RecordedStack();
    }

    /** Somebody of whom no stack was kept. */
    public Party(String thread, long epochMillis) {
        this.thread = thread;
        this.epochMillis = epochMillis;
        this.stack = null;
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
        return stack == null ? new StackTraceElement[0] : Stacks.ofApplication(stack.frames());
    }

    /**
     * Lets go of the classes on the stack, which as the virtual machine records it keeps them and their loaders alive. For whoever
     * keeps this; costs some ten microseconds once.
     *
     * @return whether there was anything to be done
     */
    public boolean settle() {
        return stack != null && stack.settle();
    }
}
