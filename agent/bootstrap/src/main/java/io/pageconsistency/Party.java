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
        this.thread = nameOf(Thread.currentThread());
        this.epochMillis = System.currentTimeMillis();
        this.stack = new RecordedStack();
    }

    /** Somebody of whom no stack was kept. */
    public Party(String thread, long epochMillis) {
        this.thread = thread;
        this.epochMillis = epochMillis;
        this.stack = null;
    }

    /**
     * A thread's name; virtual threads mostly have none, and are told apart by their number, with the thread that carries them. Costs no
     * more than the name where there is one.
     */
    public static String nameOf(Thread thread) {
        String name = thread.getName();
        // An application's own class may say anything, or nothing for ever.
        return !name.isEmpty() ? name : nameOfNameless(thread.getId(), thread.getClass().getClassLoader() == null ? thread.toString() : "");
    }

    /** @param words the thread's own, such as {@code VirtualThread[#22]/runnable@ForkJoinPool-1-worker-1} */
    static String nameOfNameless(long number, String words) {
        int carrier = words.lastIndexOf('@');
        return words.startsWith("VirtualThread[")
                ? "virtual #" + number + (carrier < 0 ? "" : " on " + words.substring(carrier + 1)) : "#" + number;
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
