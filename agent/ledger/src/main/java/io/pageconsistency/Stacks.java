package io.pageconsistency;

import java.util.Arrays;

/** Cuts this library's own frames off recorded stacks, so that the first frame shown is the pool's. */
final class Stacks {
    private static final String OWN = "io.pageconsistency.";

    private Stacks() {
    }

    static StackTraceElement[] ofApplication(StackTraceElement[] frames) {
        int first = 0;
        while (first < frames.length && ownFrame(frames[first].getClassName())) {
            first++;
        }
        return Arrays.copyOfRange(frames, first, frames.length);
    }

    /** Applications may live in subpackages of ours too (the demo does); what hooks are on their way through is ours. */
    private static boolean ownFrame(String className) {
        return className.startsWith(OWN + "ledger.") || className.startsWith(OWN + "verdict.")
                || className.startsWith(OWN + "report.") || className.startsWith(OWN + "region.") || className.startsWith(OWN + "bitmap.")
                || className.startsWith(OWN + "hooks.") || className.startsWith(OWN + "tracking.")
                || className.startsWith(OWN + "life.") || className.startsWith(OWN + "ground.") || className.startsWith(OWN + "pools.")
                || className.startsWith(OWN + "pins.")
                || className.startsWith(OWN + "api.") || className.startsWith(OWN + "agent.described.") || className.startsWith(OWN + "agent.audit.")
                || className.equals(OWN + "Party") || className.equals(OWN + "RecordedStack") || className.equals(OWN + "Violation")
                || className.equals(OWN + "PageConsistencyError");
    }
}
