package io.pageconsistency.demo;

import java.util.List;

import io.pageconsistency.Violation;

/**
 * The outcome of one part of the demo.
 *
 * @param found the root causes
 * @param followUps the number of findings that follow from one of these
 * @param problem what else went wrong, or null
 */
record Outcome(String name, Tally expected, Tally found, long followUps, String problem) {
    private static final String LINE = "OUTCOME";

    static Outcome of(String name, Tally expected, List<Violation> findings, String problem) {
        return new Outcome(name, expected, Tally.ofRoots(findings), findings.stream().filter(Violation::isFollowUp).count(),
                problem);
    }

    /** The outcome in one line, for another virtual machine. */
    String toLine() {
        return String.join("\t", LINE, name, expected.toString(), found.toString(), Long.toString(followUps),
                problem == null ? "" : problem.replaceAll("\\s", " "));
    }

    static boolean isLine(String text) {
        return text.startsWith(LINE + "\t");
    }

    static Outcome ofLine(String line) {
        String[] parts = line.split("\t", -1);
        return new Outcome(parts[1], Tally.parse(parts[2]), Tally.parse(parts[3]), Long.parseLong(parts[4]),
                parts[5].isEmpty() ? null : parts[5]);
    }

    boolean asExpected() {
        return problem == null && expected.equals(found);
    }

    String verdict() {
        return problem != null ? problem : asExpected() ? "as expected" : "NOT AS EXPECTED";
    }
}
