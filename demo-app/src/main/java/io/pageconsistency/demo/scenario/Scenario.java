package io.pageconsistency.demo.scenario;

import java.util.function.Consumer;

import io.pageconsistency.demo.Tally;

/** One way to break a pool, and what the agent is to say about it. */
public interface Scenario {
    /** As given on the command line. */
    String name();

    /** What happens, in one sentence. */
    String story();

    /** The root causes that must be found, no more and no fewer. */
    Tally expected();

    /**
     * Breaks a pool of its own. Everything it causes is found before it returns.
     *
     * @param say takes remarks for the reader, a line each
     */
    void run(Consumer<String> say);
}
