package io.pageconsistency;

import java.util.Arrays;

/**
 * The stack of the thread that creates it.
 *
 * <p>At first this is the virtual machine's own record, which is quick to take, but keeps every class on the stack alive, and its
 * class loader. {@link #settle} replaces it by frames, which are only text, and which equal stacks share. Thread-safe.
 */
final class RecordedStack {
    /**
     * A cache of the frames seen last. Most stacks share most of their frames, and the frames of one stack would take two kilobytes
     * of their own. A frame that is not found here is kept as it is. The array is written without any ordering: a frame is
     * immutable, and it does not matter which of two equal frames is kept.
     */
    private static final StackTraceElement[] SHARED = new StackTraceElement[1 << 12];
    /** A cache of whole stacks, because one place in a program records the same stack again and again. Written like the frames. */
    private static final StackTraceElement[][] DEPOT = new StackTraceElement[1 << 10][];

    /** A {@link Throwable}; after {@link #settle} an array of {@link StackTraceElement}. */
    private volatile Object recorded = new Throwable("recorded stack");

    /** The frames, innermost first, those of the agent included. */
    StackTraceElement[] frames() {
        return recorded instanceof Throwable throwable ? throwable.getStackTrace() : (StackTraceElement[]) recorded;
    }

    /** @return whether this call did it; false if the stack was settled before */
    boolean settle() {
        if (!(recorded instanceof Throwable throwable)) {
            return false;
        }
        StackTraceElement[] frames = throwable.getStackTrace();
        for (int i = 0; i < frames.length; i++) {
            frames[i] = shared(frames[i]);
        }
        recorded = shared(frames);
        return true;
    }

    private static StackTraceElement[] shared(StackTraceElement[] frames) {
        int index = Arrays.hashCode(frames) * 0x9E3779B9 >>> 22;
        StackTraceElement[] known = DEPOT[index];
        if (Arrays.equals(frames, known)) {
            return known;
        }
        DEPOT[index] = frames;
        return frames;
    }

    private static StackTraceElement shared(StackTraceElement frame) {
        int index = frame.hashCode() * 0x9E3779B9 >>> 20;
        StackTraceElement known = SHARED[index];
        if (frame.equals(known)) {
            return known;
        }
        SHARED[index] = frame;
        return frame;
    }
}
