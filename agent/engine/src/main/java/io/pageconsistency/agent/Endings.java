package io.pageconsistency.agent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The actions that undo what the agent has started. They run when the agent ends or when it cannot start. Not thread-safe. */
final class Endings {
    /** One action that undoes something. */
    interface Ending {
        void end() throws Exception;
    }

    private final Deque<Ending> endings = new ArrayDeque<>();

    /** Adds an action that runs before all that were added earlier. */
    void add(Ending ending) {
        endings.push(ending);
    }

    /**
     * Runs all actions once, the last one first. If one fails, the others still run.
     *
     * @return the failures, in words
     */
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
