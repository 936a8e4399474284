package io.pageconsistency.demo.scenario;

import java.util.function.Consumer;

import io.pageconsistency.demo.Tally;

/** One way to break a pool, with the findings that the agent must report. */
public interface Scenario {
    /** The name on the command line. */
    String name();

    /** One sentence about what happens. */
    String story();

    /** The root causes that must be found, no more and no fewer. */
    Tally expected();

    /**
     * Breaks a new pool. All findings it causes exist before this method returns.
     *
     * @param say takes remarks for the reader, one line each
     */
    void run(Consumer<String> say);
}
