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
 * Puts together what is wrong, and becomes a failure if anything is.
 *
 * <p>Not thread-safe.
 */
final class Verdict {
    /** Reports that are shown whole; of others there is the first line. */
    private static final int WHOLE = 3;
    /** Holdings that are named. */
    private static final int NAMED = 10;
    /** Frames of who has taken what is held. */
    private static final int FRAMES = 16;

    private final String where;
    private final List<String> complaints = new ArrayList<>();
    private Violation first;
    /** Who took the first piece of memory that is still held and of which that is on record; null for nobody. */
    private Party taker;

    /** @param where begins the message, where it is not plain that the test is meant; empty for nothing */
    Verdict(String where) {
        this.where = where;
    }

    /** Violations that should not have happened. */
    void violations(List<Violation> violations) {
        if (first == null && !violations.isEmpty()) {
            first = violations.get(0);
        }
        for (int i = 0; i < violations.size(); i++) {
            Violation violation = violations.get(i);
            complaints.add(i < WHOLE ? Frames.withoutJUnit(PageConsistency.report(violation)) : Quoting.plain(violation.toString()));
        }
    }

    /** Violations that should have happened, and those that did. */
    void unlessAsExpected(Map<ViolationKind, Integer> expected, List<Violation> violations) {
        Map<ViolationKind, Integer> found = count(violations);
        if (!found.equals(expected)) {
            complaints.add("expected " + inWords(expected) + ", found " + inWords(found));
            violations(violations);
        }
    }

    /** Memory that should have been given back. */
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
            text.append("nobody on record (stacks=all records everybody)");
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

    /** Anything else, in words. */
    void complaint(String text) {
        complaints.add(text);
    }

    /** Whether nothing is wrong. */
    boolean isInnocent() {
        return complaints.isEmpty();
    }

    /**
     * The failure.
     *
     * @param recording where a recording was left, or null
     * @param test with whose innermost frame the failure's own stack begins, where the guilty thread, or the one that took what
     *        is held, came through it; null keeps the stack as it is
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
     * From the line of the test on; what the pool's methods did there is in the stack of the cause. Where the test is not in it
     * there is nothing to show but how JUnit came to judge.
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

    /** Tests are inherited, and use what is in the classes around them. */
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
