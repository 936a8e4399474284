package io.pageconsistency;

import java.util.Arrays;

/** Removes the agent's own frames from the top of recorded stacks, so that the first frame is the pool's. */
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

    /**
     * An application may live in a subpackage of ours, as the demo does. So this lists the packages that a hook's call passes
     * through.
     */
    private static boolean ownFrame(String className) {
        if (!className.startsWith(OWN)) {
            return false;
        }
        String rest = className.substring(OWN.length());
        return rest.startsWith("ledger.") || rest.startsWith("verdict.") || rest.startsWith("report.") || rest.startsWith("region.")
                || rest.startsWith("bitmap.") || rest.startsWith("freed.") || rest.startsWith("poison.") || rest.startsWith("hooks.") || rest.startsWith("tracking.") || rest.startsWith("life.")
                || rest.startsWith("nativememory.") || rest.startsWith("pools.") || rest.startsWith("pins.") || rest.startsWith("jvm.") || rest.startsWith("background.")
                || rest.startsWith("boot.") || rest.startsWith("fence.") || rest.startsWith("api.") || rest.startsWith("agent.allocators.described.") || rest.startsWith("agent.audit.")
                || rest.equals("Party") || rest.equals("RecordedStack") || rest.equals("Violation") || rest.equals("PageConsistencyError");
    }
}
