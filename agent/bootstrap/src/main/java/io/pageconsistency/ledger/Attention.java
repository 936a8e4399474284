package io.pageconsistency.ledger;

import java.lang.invoke.VarHandle;

import io.pageconsistency.Share;
import io.pageconsistency.freed.FreedMemory;
import io.pageconsistency.report.LedgerListener;
import io.pageconsistency.verdict.Parties;

/**
 * Whether anybody wants to know of single operations. Part of the {@link Ledger}, and not a thing of its own that it refers to,
 * because each operation asks.
 */
abstract class Attention {
    /**
     * Whether somebody wants to know of every operation: {@link #parties()}, or the listener.
     *
     * <p>Plain: a take-back has a compare-and-set, over which no compiler carries what it has read, so each pair of transfers
     * reads it anew, and nothing but the value itself is concluded from it.
     */
    boolean observed;
    /**
     * Whether a transfer is to be looked at: somebody wants to know of every one, or there is a budget to record parties of some.
     * One flag for both, so that the healthy path pays one read. Plain as well, and for the same reason.
     */
    boolean attentive = true;
    /** Who wants to be told of single operations; null for nobody. */
    private LedgerListener events;
    private LedgerListener watcher;

    abstract Parties parties();

    abstract FreedMemory freed();

    /** Has operations told to one listener; null for none. */
    abstract void listenTo(LedgerListener listener);

    abstract boolean isListenedTo();

    /** Names the one listener whose {@link LedgerListener#crossed} is called for good; null for none. */
    public synchronized void operations(LedgerListener listener) {
        events = listener;
        listen();
    }

    /**
     * Names one more, for a moment; null for none. An operation that begins after this has returned, and was preceded by a barrier on
     * its own thread, is told; what was going on before may or may not be.
     */
    public synchronized void watching(LedgerListener listener) {
        watcher = listener;
        listen();
    }

    private void listen() {
        listenTo(watcher == null ? events : events == null ? watcher : new BothListeners(events, watcher));
        observe();
    }

    /**
     * Asks anew whether anybody wants to know of single operations. For whoever knows that this has changed, and once in a while;
     * an operation itself asks nobody.
     */
    public synchronized void observe() {
        observed = isListenedTo() || parties().mode() == Share.ALL || freed().wantsAll();
        attentive = observed || parties().hasBudget() || freed().wants();
    }

    /** Whether there is a budget to record parties of some transfers has changed. */
    final void sampling(boolean wanted) {
        attentive = observed || wanted || freed().wants();
        // Who begins to observe meanwhile must not be overwritten.
        VarHandle.fullFence();
        if (observed) {
            attentive = true;
        }
    }
}
