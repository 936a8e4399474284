package io.pageconsistency;

import java.time.Instant;

/**
 * Who handed out, or took back, a piece of memory: a thread, a time and mostly a stack.
 *
 * <p>What a party says never changes. The stack stays in the virtual machine's own format, and becomes frames only when it is read
 * or {@linkplain #settle settled}.
 */
public final class Party {
    private final String thread;
    private final long epochMillis;
    private final RecordedStack stack;

    /** Records the calling thread, the current time and the current stack. */
    public Party() {
        this.thread = nameOf(Thread.currentThread());
        this.epochMillis = System.currentTimeMillis();
        this.stack = new RecordedStack();
    }

    /** A party without a recorded stack. */
    public Party(String thread, long epochMillis) {
        this.thread = thread;
        this.epochMillis = epochMillis;
        this.stack = null;
    }

    /**
     * A name for a thread. Virtual threads mostly have no name of their own; they are named by their number and their carrier
     * thread. For a thread with a name this costs no more than reading the name.
     */
    public static String nameOf(Thread thread) {
        String name = thread.getName();
        // Never call toString() of an application's own subclass: it may return anything, or never return.
        return !name.isEmpty() ? name : nameOfNameless(thread.getId(), thread.getClass().getClassLoader() == null ? thread.toString() : "");
    }

    /** @param words what the thread's toString() says, such as {@code VirtualThread[#22]/runnable@ForkJoinPool-1-worker-1} */
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
     * Replaces the virtual machine's own record of the stack by plain frames. The virtual machine's record keeps the classes on the
     * stack and their class loaders alive. Call this for a party that is kept; it costs about ten microseconds once.
     *
     * @return whether this call did it; false if there was nothing to do
     */
    public boolean settle() {
        return stack != null && stack.settle();
    }
}
