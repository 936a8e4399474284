package io.pageconsistency.demo;

import java.util.List;

import io.pageconsistency.Violation;

/**
 * What came of one part of the demo.
 *
 * @param found root causes
 * @param followUps findings that follow from one of these
 * @param problem what else went wrong, or null
 */
record Outcome(String name, Tally expected, Tally found, long followUps, String problem) {
    static Outcome of(String name, Tally expected, List<Violation> findings, String problem) {
        return new Outcome(name, expected, Tally.ofRoots(findings), findings.stream().filter(Violation::isFollowUp).count(),
                problem);
    }

    boolean asExpected() {
        return problem == null && expected.equals(found);
    }

    String verdict() {
        return problem != null ? problem : asExpected() ? "as expected" : "NOT AS EXPECTED";
    }
}
