package io.pageconsistency.agent.report;

import io.pageconsistency.Party;
import io.pageconsistency.Violation;

/** How long before a violation an earlier party acted, in words. */
final class Elapsed {
    private Elapsed() {
    }

    static String between(Party earlier, Violation violation) {
        long millis = violation.when().toEpochMilli() - earlier.when().toEpochMilli();
        // Both times come from the system's clock, which may have been set back in between.
        return millis < 0 ? "at " + earlier.when() : inWords(millis) + " earlier";
    }

    private static String inWords(long millis) {
        if (millis == 0) {
            return "less than 1 ms";
        }
        if (millis < 1_000) {
            return millis + " ms";
        }
        long seconds = millis / 1_000;
        if (seconds < 60) {
            return seconds + "." + millis % 1_000 / 100 + " s";
        }
        return seconds < 3_600 ? seconds / 60 + " min " + seconds % 60 + " s" : seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min";
    }
}
