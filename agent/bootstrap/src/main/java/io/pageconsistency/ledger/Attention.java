package io.pageconsistency.ledger;

import java.lang.invoke.VarHandle;

import io.pageconsistency.Share;
import io.pageconsistency.freed.FreedMemory;
import io.pageconsistency.report.LedgerListener;
import io.pageconsistency.verdict.Parties;

/**
 * The flags that send single operations to the slow path. A superclass of {@link Ledger} rather than a separate object, because
 * each operation reads them.
 */
abstract class Attention {
    /**
     * Whether every operation is wanted: by a listener, by {@link #parties()} or by a guard.
     *
     * <p>Not volatile. A take-back has a compare-and-set, and a compiler does not keep a read value across it. So each pair of
     * transfers reads the flag anew, and no other data depends on it.
     */
    boolean observed;
    /**
     * Whether transfers must take the slow path: every operation is wanted, or there is a budget for some stacks or guards. One
     * flag for all of these, so that the healthy path pays for one read. Not volatile, for the same reason.
     */
    boolean attentive = true;
    /** The permanent listener for single operations; null for none. */
    private LedgerListener events;
    private LedgerListener watcher;

    abstract Parties parties();

    abstract FreedMemory freed();

    /** Passes single operations to a listener; null for none. */
    abstract void listenTo(LedgerListener listener);

    abstract boolean isListenedTo();

    /** Sets the permanent listener whose {@link LedgerListener#crossed} is called; null for none. */
    public synchronized void operations(LedgerListener listener) {
        events = listener;
        listen();
    }

    /**
     * Sets a second listener for a short time; null for none. It is called for operations that begin after this has returned and
     * after a barrier on their own thread. It may or may not be called for operations in progress.
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
     * Computes the flags anew. To be called after a change, and from time to time; operations only read the flags.
     */
    public synchronized void observe() {
        observed = isListenedTo() || parties().mode() == Share.ALL || freed().wantsAll();
        attentive = observed || parties().hasBudget() || freed().wants();
    }

    /** Updates the flag after the budget for stacks was used up or refilled. */
    final void sampling(boolean wanted) {
        attentive = observed || wanted || freed().wants();
        // A concurrent change of observed must not be overwritten.
        VarHandle.fullFence();
        if (observed) {
            attentive = true;
        }
    }
}
