package io.pageconsistency.agent.output.console;

import io.pageconsistency.Party;
import io.pageconsistency.Quoting;
import io.pageconsistency.Violation;

/** Formats an earlier party to a violation as one line, for places without room for a block. */
public final class PartyText {
    /** Enough for the application's frames, which follow after up to fifteen frames of the pool. */
    private static final int FRAMES = 24;

    private PartyText() {
    }

    /**
     * The thread, the time and the stack's first frames, the innermost first.
     *
     * @param party may be null
     * @return null if there is no party
     */
    public static String line(Party party, Violation violation) {
        if (party == null) {
            return null;
        }
        StringBuilder line = new StringBuilder(512);
        line.append(party.thread()).append(", ").append(Elapsed.between(party, violation));
        StackTraceElement[] stack = party.stack();
        int shown = stack.length <= FRAMES ? stack.length : FRAMES - 1;
        for (int i = 0; i < shown; i++) {
            line.append(i == 0 ? ": " : " < ").append(stack[i]);
        }
        if (shown < stack.length) {
            line.append(" < ").append(stack.length - shown).append(" more");
        }
        return Quoting.plain(line.toString());
    }
}
