package io.pageconsistency.agent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What has to be undone of what the agent has begun: at its end, or when it cannot begin as it was told to. For one thread at a
 * time.
 */
final class Endings {
    /** One thing to be undone. */
    interface Ending {
        void end() throws Exception;
    }

    private final Deque<Ending> endings = new ArrayDeque<>();

    /** To be done before all that were given earlier. */
    void add(Ending ending) {
        endings.push(ending);
    }

    /** Does all of it, the last first, once; one that fails does not keep the others from being done. */
    List<String> run() {
        List<String> failures = new ArrayList<>();
        while (!endings.isEmpty()) {
            try {
                endings.pop().end();
            } catch (Throwable e) {
                failures.add(e instanceof IllegalStateException && e.getMessage() != null ? e.getMessage() : e.toString());
            }
        }
        return failures;
    }
}
