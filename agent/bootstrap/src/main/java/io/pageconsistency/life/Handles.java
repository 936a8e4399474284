package io.pageconsistency.life;

import io.pageconsistency.Share;

/**
 * Chooses the buffer objects to withhold from reuse after their release, so that an old reference stays dead: none, all, or as many as a
 * budget allows. They are chosen when they are handed out.
 *
 * <p>Thread-safe. Counting races on purpose: a lost update withholds one object more.
 */
public final class Handles {
    /** The capacity of the budget. */
    private static final int BURST = 100;

    private volatile Share mode = Share.OFF;
    private int tokens;
    /** The number of withheld objects that are being released and have not reached their recycler yet. */
    private int returning;

    void mode(Share chosen) {
        tokens = chosen == Share.SAMPLED ? BURST : 0;
        mode = chosen;
    }

    boolean isAll() {
        return mode == Share.ALL;
    }

    /** Adds to the budget. */
    void refill(int more) {
        if (mode == Share.SAMPLED) {
            tokens = Math.min(BURST, Math.max(0, tokens) + more);
            // An object that has not reached its recycler by now never will.
            returning = 0;
        }
    }

    /** Whether there is a token left. The healthy path pays for this one read. */
    boolean wants() {
        return tokens > 0;
    }

    void chosen() {
        tokens--;
    }

    /** A withheld object is being released and will reach its recycler. */
    synchronized void returning() {
        returning++;
    }

    synchronized void returned() {
        returning = Math.max(0, returning - 1);
    }

    /** Whether objects that reach a recycler must be checked. */
    boolean isExpecting() {
        return returning > 0 || mode == Share.ALL;
    }
}
