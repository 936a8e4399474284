package io.pageconsistency.jmc;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.openjdk.jmc.common.IDisplayable;
import org.openjdk.jmc.common.IMCFrame;
import org.openjdk.jmc.common.IMCStackTrace;
import org.openjdk.jmc.common.IMCThread;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.flightrecorder.JfrAttributes;

/**
 * One event {@code io.pageconsistency.Violation}.
 *
 * @param kind a constant of the agent's {@code ViolationKind}, also of an agent that is newer than this
 * @param repeat how often the same fault had been met before
 * @param place which memory it is about, in words
 * @param thread null where it was not recorded
 * @param time in words
 * @param stack frames from the pool's own method on, innermost first
 * @param allocatedBy who last got the memory, or null
 * @param freedBy who last gave it back, or null
 */
record Finding(String kind, String allocator, long sequence, long cause, boolean suspect, String fingerprint, long repeat,
        String place, String thread, String time, List<String> stack, String allocatedBy, String freedBy) {
    private static final String LEAK = "LEAK";
    /** What the virtual machine makes for method handles, and other tools hide. */
    private static final String HIDDEN = "java.lang.invoke.";
    /** The pool's own frames are up to fifteen. */
    private static final int FRAMES = 20;

    static Finding of(RecordedItem event) {
        IMCThread thread = event.value(JfrAttributes.EVENT_THREAD);
        IQuantity time = event.value(JfrAttributes.START_TIME);
        return new Finding(event.text("kind"), event.text("allocator"), event.number("sequence"), event.number("cause"),
                event.flag("suspect"), event.text("fingerprint"), event.number("repeat"), place(event),
                thread == null ? null : thread.getThreadName(), time == null ? "" : time.displayUsing(IDisplayable.AUTO),
                frames(event.value(JfrAttributes.EVENT_STACKTRACE)), event.text("allocatedBy"), event.text("freedBy"));
    }

    private static String place(RecordedItem event) {
        long first = event.number("page");
        long last = first + event.number("pageCount") - 1;
        long address = event.address("address");
        return (last > first ? "pages " + first + " to " + last : "page " + first) + " of region " + event.number("regionId")
                + (address == 0 ? "" : ", at 0x" + Long.toHexString(address));
    }

    private static List<String> frames(IMCStackTrace stack) {
        return stack == null ? List.of() : stack.getFrames().stream().filter(frame -> frame.getMethod() != null)
                .dropWhile(frame -> RecordedItem.isOfTheAgent(className(frame)))
                .filter(frame -> !className(frame).startsWith(HIDDEN)).map(Finding::inWords).toList();
    }

    private static String inWords(IMCFrame frame) {
        Integer line = frame.getFrameLineNumber();
        return className(frame) + "." + frame.getMethod().getMethodName() + (line == null || line < 0 ? "" : ":" + line);
    }

    private static String className(IMCFrame frame) {
        return frame.getMethod().getType().getFullName();
    }

    boolean isFollowUp() {
        return cause != sequence;
    }

    boolean isLeak() {
        return LEAK.equals(kind) && !isFollowUp();
    }

    /** Whether it is a root cause of a kind that counts, and certain. */
    boolean isViolation() {
        return !isFollowUp() && !LEAK.equals(kind) && !suspect;
    }

    boolean isSuspect() {
        return !isFollowUp() && !LEAK.equals(kind) && suspect;
    }

    /** What, where, who and when, in one line. */
    String inOneLine() {
        return kind + " #" + sequence + " (" + allocator + "), " + place + (thread == null ? "" : ", on thread \"" + thread + '"') + ", "
                + time;
    }

    /** The first frames of the stack, a line each. */
    List<String> stackLines() {
        List<String> lines = new ArrayList<>();
        stack.stream().limit(FRAMES).forEach(frame -> lines.add("at " + frame));
        if (stack.size() > FRAMES) {
            lines.add("... " + (stack.size() - FRAMES) + " more");
        }
        return lines;
    }

    /** The earlier parties, a line each. */
    List<String> parties() {
        return Stream.of(freedBy == null ? null : "Freed by " + freedBy, allocatedBy == null ? null : "Allocated by " + allocatedBy)
                .filter(Objects::nonNull).toList();
    }
}
