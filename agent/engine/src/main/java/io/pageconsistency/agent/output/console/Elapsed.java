package io.pageconsistency.agent.output.console;

import io.pageconsistency.Party;
import io.pageconsistency.Violation;

/** Formats how long before a violation an earlier party acted. */
final class Elapsed {
    private Elapsed() {
    }

    static String between(Party earlier, Violation violation) {
        long millis = violation.when().toEpochMilli() - earlier.when().toEpochMilli();
        // Both times come from the system's clock, which may have been set back in between.
        return millis < 0 ? "at " + earlier.when() : inWords(millis) + " earlier";
    }

    static String inWords(long millis) {
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
        long minutes = seconds / 60;
        return minutes < 60 ? minutes + " min " + seconds % 60 + " s" : minutes / 60 + " h " + minutes % 60 + " min";
    }
}
