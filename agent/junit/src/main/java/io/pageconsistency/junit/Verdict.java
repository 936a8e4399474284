package io.pageconsistency.junit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.pageconsistency.Holding;
import io.pageconsistency.PageConsistency;
import io.pageconsistency.Party;
import io.pageconsistency.Quoting;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;

/**
 * Collects what is wrong with a test, a class or a run, and becomes a failure if there is anything.
 *
 * <p>Not thread-safe.
 */
final class Verdict {
    /** The number of reports that are shown in full; of the others only the first line is shown. */
    private static final int WHOLE = 3;
    /** The largest number of holdings that are listed. */
    private static final int NAMED = 10;
    /** The number of frames shown of the stack that took memory. */
    private static final int FRAMES = 16;

    private final String where;
    private final List<String> complaints = new ArrayList<>();
    private Violation first;
    /** Who took the first held piece of memory with a holder on record; null if there is none. */
    private Party taker;

    /** @param where the beginning of the message if the failure is not of a test; else empty */
    Verdict(String where) {
        this.where = where;
    }

    /** Adds violations that should not have happened. */
    void violations(List<Violation> violations) {
        if (first == null && !violations.isEmpty()) {
            first = violations.get(0);
        }
        for (int i = 0; i < violations.size(); i++) {
            Violation violation = violations.get(i);
            complaints.add(i < WHOLE ? Frames.withoutJUnit(PageConsistency.report(violation)) : Quoting.plain(violation.toString()));
        }
    }

    /** Compares the violations with the expected ones. */
    void unlessAsExpected(Map<ViolationKind, Integer> expected, List<Violation> violations) {
        Map<ViolationKind, Integer> found = count(violations);
        if (!found.equals(expected)) {
            complaints.add("expected " + inWords(expected) + ", found " + inWords(found));
            violations(violations);
        }
    }

    /** Adds memory that should have been given back. */
    void held(List<Holding> holdings, long waitedMillis) {
        if (holdings.isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder("held and not given back" + within(waitedMillis) + ": ")
                .append(holdings.size()).append(holdings.size() == 1 ? " piece" : " pieces").append(" of memory");
        for (Holding holding : holdings.subList(0, Math.min(NAMED, holdings.size()))) {
            text.append(System.lineSeparator()).append("  ").append(Quoting.plain(holding.toString()));
            holder(text, holding);
            taker = taker == null ? holding.holder() : taker;
        }
        if (holdings.size() > NAMED) {
            text.append(System.lineSeparator()).append("  and ").append(holdings.size() - NAMED).append(" more");
        }
        complaints.add(text.toString());
    }

    private static void holder(StringBuilder text, Holding holding) {
        text.append(System.lineSeparator()).append("    taken by ");
        if (holding.holder() == null) {
            text.append("a call that is not on record (stacks=all records every one)");
            return;
        }
        text.append(Quoting.quoted(holding.holder().thread()));
        StackTraceElement[] stack = Frames.withoutJUnit(holding.holder().stack());
        for (int i = 0; i < Math.min(FRAMES, stack.length); i++) {
            text.append(System.lineSeparator()).append("      at ").append(Quoting.plain(stack[i].toString()));
        }
    }

    private static String within(long millis) {
        return millis == 0 ? "" : " within " + millis + " ms";
    }

    /** Adds anything else, in words. */
    void complaint(String text) {
        complaints.add(text);
    }

    /** Whether nothing is wrong. */
    boolean isInnocent() {
        return complaints.isEmpty();
    }

    /**
     * Creates the failure.
     *
     * @param recording the path of a recording, or null
     * @param test the test class. The failure's own stack begins with its innermost frame in the stack of the cause, if there is
     *        one; null keeps the stack as it is
     */
    PageConsistencyFailure failure(String recording, Class<?> test) {
        String message = (where.isEmpty() ? "" : where + ": ") + String.join(System.lineSeparator(), complaints)
                + (recording == null ? "" : System.lineSeparator() + "  recording     " + recording);
        PageConsistencyFailure failure = new PageConsistencyFailure(message, cause());
        if (test != null) {
            failure.setStackTrace(fromTest(test, failure.getCause()));
        }
        return failure;
    }

    private Culprit cause() {
        return first != null ? Culprit.of(first) : taker != null ? Culprit.taker(taker) : null;
    }

    /**
     * The stack from the line of the test on; the pool's frames are in the stack of the cause. Empty if the test is not in it,
     * because otherwise the stack would only show how JUnit called this extension.
     */
    private static StackTraceElement[] fromTest(Class<?> test, Throwable culprit) {
        StackTraceElement[] stack = culprit == null ? new StackTraceElement[0] : culprit.getStackTrace();
        for (int i = 0; i < stack.length; i++) {
            if (isOf(test, stack[i].getClassName())) {
                return Arrays.copyOfRange(stack, i, stack.length);
            }
        }
        return new StackTraceElement[0];
    }

    /** Whether a class is the test's, a superclass or an enclosing class of it. */
    private static boolean isOf(Class<?> test, String name) {
        for (Class<?> type = test; type != null && type != Object.class; type = type.getSuperclass()) {
            for (Class<?> around = type; around != null; around = around.getEnclosingClass()) {
                if (around.getName().equals(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    static Map<ViolationKind, Integer> count(List<Violation> violations) {
        Map<ViolationKind, Integer> counts = new EnumMap<>(ViolationKind.class);
        violations.forEach(violation -> counts.merge(violation.kind(), 1, Integer::sum));
        return counts;
    }

    private static String inWords(Map<ViolationKind, Integer> counts) {
        return counts.isEmpty() ? "none" : new TreeMap<>(counts).entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey()).collect(Collectors.joining(", "));
    }
}
