package io.pageconsistency.recording.finding;

import java.util.List;
import java.util.regex.Pattern;

import io.pageconsistency.recording.event.Frame;
import io.pageconsistency.report.Fingerprint;

/**
 * Finds the call that used the pool in a stack.
 *
 * <p>The agent hashed that call into the fingerprint, so the frame with this hash is the right one. Without a fingerprint, or if
 * that frame is missing, the call is the first one that belongs neither to the JDK, nor to Netty's buffers, nor to the class in
 * which the stack begins.
 */
public final class Callers {
    private static final Pattern JDK = Pattern.compile("(java|javax|jdk|sun|com\\.sun)\\..*");
    /** Matches relocated copies of Netty as well. */
    private static final Pattern NETTY = Pattern.compile("(.*\\.)?netty\\d*\\.(buffer|util)\\..*");

    private Callers() {
    }

    /** The index of the guilty call in the stack of a finding; -1 if there is none. */
    static int guilty(Finding finding) {
        List<Frame> stack = finding.stack();
        for (int i = 0; finding.fingerprint() != null && i < stack.size(); i++) {
            if (Fingerprint.isSite(finding.fingerprint(), finding.kind(), stack.get(i).element())) {
                return i;
            }
        }
        return guess(stack);
    }

    /** The index of the call in the stack of the party that had the memory earlier. */
    public static int earlier(Finding finding, EarlierParty party) {
        List<Frame> stack = party.stack();
        for (int i = 0; finding.fingerprint() != null && i < stack.size(); i++) {
            if (Fingerprint.isEarlier(finding.fingerprint(), stack.get(i).element())) {
                return i;
            }
        }
        return guess(stack);
    }

    static int guess(List<Frame> stack) {
        String first = null;
        for (int i = 0; i < stack.size(); i++) {
            String type = outermost(stack.get(i).type());
            if (JDK.matcher(type).matches()) {
                continue;
            }
            if (first == null) {
                first = type;
            }
            if (!type.equals(first) && !NETTY.matcher(type).matches()) {
                return i;
            }
        }
        return stack.isEmpty() ? -1 : 0;
    }

    private static String outermost(String type) {
        int dollar = type.indexOf('$', 1);
        return dollar < 0 ? type : type.substring(0, dollar);
    }
}
