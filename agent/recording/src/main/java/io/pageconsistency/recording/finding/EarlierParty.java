package io.pageconsistency.recording.finding;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.pageconsistency.recording.event.Frame;

/**
 * An earlier party, parsed from one line of an event.
 *
 * @param thread the name of the thread
 * @param when how long before the finding, in words
 * @param stack innermost first; empty if not on record
 * @param more the number of further frames
 */
public record EarlierParty(String thread, String when, List<Frame> stack, int more) {
    /** The time after the thread's name marks the end of the name, because the name may contain any text. */
    private static final Pattern LINE = Pattern.compile(
            "(.*?), (less than 1 ms earlier|\\d+ ms earlier|[\\d.]+ s earlier|\\d+ min \\d+ s earlier|\\d+ h \\d+ min earlier|at [-\\d]+T[^ ]*Z)"
            + "(?:: (.*))?");
    private static final Pattern MORE = Pattern.compile("(\\d{1,9}) more");

    /** @param line null if there is no earlier party */
    public static EarlierParty parse(String line) {
        if (line == null || line.isEmpty()) {
            return null;
        }
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            return new EarlierParty(line, "", List.of(), 0);
        }
        List<Frame> stack = new ArrayList<>();
        int more = frames(parts.group(3), stack);
        return new EarlierParty(parts.group(1), parts.group(2), List.copyOf(stack), more);
    }

    /** A guess at the call that used the pool, without knowledge of the pool's classes; null if there is no stack. */
    public Frame caller() {
        int at = Callers.guess(stack);
        return at < 0 ? null : stack.get(at);
    }

    /**
     * Parses calls that are joined in one line.
     *
     * @return the number of further frames that the line only counts
     */
    static int frames(String joined, List<Frame> into) {
        int more = 0;
        for (String part : joined == null || joined.isEmpty() ? new String[0] : joined.split(" < ")) {
            Frame frame = Frame.parse(part);
            Matcher rest = MORE.matcher(part);
            if (frame != null) {
                into.add(frame);
            } else if (rest.matches()) {
                more = Integer.parseInt(rest.group(1));
            }
        }
        return more;
    }

    /** The party in one line, as it was recorded. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(thread);
        if (!when.isEmpty()) {
            line.append(", ").append(when);
        }
        for (int i = 0; i < stack.size(); i++) {
            line.append(i == 0 ? ": " : " < ").append(stack.get(i));
        }
        return more == 0 ? line.toString() : line.append(" < ").append(more).append(" more").toString();
    }
}
