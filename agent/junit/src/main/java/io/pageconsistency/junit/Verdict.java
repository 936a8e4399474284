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
            complaints.add(i < WHOLE ? Frames.withoutJUnit(PageConsistency.report(violation)) : violation.toString());
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
            text.append(System.lineSeparator()).append("  ").append(holding);
            holder(text, holding);
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
        text.append('"').append(holding.holder().thread()).append('"');
        StackTraceElement[] stack = Frames.withoutJUnit(holding.holder().stack());
        for (int i = 0; i < Math.min(FRAMES, stack.length); i++) {
            text.append(System.lineSeparator()).append("      at ").append(stack[i]);
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
     * @param test whose frames end the failure's own stack where the guilty thread came through them; may be null
     */
    PageConsistencyFailure failure(String recording, Class<?> test) {
        String message = (where.isEmpty() ? "" : where + ": ") + String.join(System.lineSeparator(), complaints)
                + (recording == null ? "" : System.lineSeparator() + "  recording     " + recording);
        PageConsistencyFailure failure = new PageConsistencyFailure(message, first == null ? null : Culprit.of(first));
        StackTraceElement[] stack = fromTest(test);
        if (stack != null) {
            failure.setStackTrace(stack);
        }
        return failure;
    }

    /** From the line of the test on; what the pool's methods did there is in the stack of the cause. */
    private StackTraceElement[] fromTest(Class<?> test) {
        if (first == null || test == null) {
            return null;
        }
        StackTraceElement[] stack = Frames.withoutJUnit(first.stack());
        for (int i = 0; i < stack.length; i++) {
            if (stack[i].getClassName().equals(test.getName())) {
                return Arrays.copyOfRange(stack, i, stack.length);
            }
        }
        return null;
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
