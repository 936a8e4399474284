package io.pageconsistency;

import java.util.Arrays;

/**
 * The stack of the thread that makes it.
 *
 * <p>At first as the virtual machine records it, which is quick, and keeps every class on the stack alive, with its class loader.
 * Once it is settled it consists of frames, which are nothing but text, and which it
 * shares with others like it. Thread-safe.
 */
final class RecordedStack {
    /**
     * Frames seen last, because most stacks share most of theirs; the frames of one stack take two kilobytes otherwise. A frame
     * that is not found here is kept as it is. Written without order: a frame is immutable, and which of two equal ones is kept
     * does not matter.
     */
    private static final StackTraceElement[] SHARED = new StackTraceElement[1 << 12];
    /** Whole stacks seen last, because one place in a program records the same one again and again; written like the frames. */
    private static final StackTraceElement[][] DEPOT = new StackTraceElement[1 << 10][];

    /** A {@link Throwable}, or once settled an array of {@link StackTraceElement}. */
    private volatile Object recorded = new Throwable("recorded stack");

    /** Innermost first, with those of this library. */
    StackTraceElement[] frames() {
        return recorded instanceof Throwable throwable ? throwable.getStackTrace() : (StackTraceElement[]) recorded;
    }

    /** @return whether it had not been done before */
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
