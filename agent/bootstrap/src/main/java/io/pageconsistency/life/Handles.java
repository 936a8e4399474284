package io.pageconsistency.life;

import io.pageconsistency.Share;

/**
 * Which buffer objects are not used again when they are released, so that an old reference stays dead: none, every one, or as many as
 * a budget allows, chosen when they are handed out.
 *
 * <p>Thread-safe. Counting races on purpose: a lost step withholds one object more.
 */
public final class Handles {
    /** The most that can be saved up. */
    private static final int BURST = 100;

    private volatile Share mode = Share.OFF;
    private int tokens;
    /** Withheld objects whose release has begun, and which have not come to their recycler yet. */
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
            // One that has not come by now does not: no recycler wants it.
            returning = 0;
        }
    }

    /** Whether one may be chosen now; so that the healthy path pays one read. */
    boolean wants() {
        return tokens > 0;
    }

    void chosen() {
        tokens--;
    }

    /** A withheld object is being released. */
    synchronized void returning() {
        returning++;
    }

    synchronized void returned() {
        returning = Math.max(0, returning - 1);
    }

    /** Whether what comes to a recycler has to be looked at. */
    boolean isExpecting() {
        return returning > 0 || mode == Share.ALL;
    }
}
