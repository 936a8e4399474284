package io.pageconsistency.agent.output.console;

import io.pageconsistency.Party;
import io.pageconsistency.Quoting;
import io.pageconsistency.Violation;

/** An earlier party to a violation in one line, for places that have no room for a block. */
public final class PartyText {
    /** A pool's own frames alone are up to fifteen; the application's come below them. */
    private static final int FRAMES = 24;

    private PartyText() {
    }

    /**
     * Thread, time, and the stack's first frames, innermost first.
     *
     * @param party may be null
     * @return null for nobody
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
