package io.pageconsistency.region;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/**
 * How a region stands with the system, and what was found about its memory. Part of {@link Region}, as {@link CutRuns} are.
 *
 * <p>Thread-safe.
 */
public abstract class Fate extends WeakReference<Object> {
    /** How a region stands with the system. */
    public enum State { OPEN, CLOSED, COLLECTED, REPLACED, ABANDONED }

    private static final VarHandle END;
    private static final VarHandle KEPT_IDLE;

    static {
        try {
            END = MethodHandles.lookup().findVarHandle(Fate.class, "end", State.class);
            KEPT_IDLE = MethodHandles.lookup().findVarHandle(Fate.class, "keptIdle", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Null while the region is open, so that also who reaches it through a race sees it open. */
    private volatile State end;
    /** What faults have left; null until there are any. */
    private volatile Contests contests;
    /** How many findings there were about its memory; so that the healthy path pays one read. */
    private volatile int findings;
    /** Whether there is more to its record than the states of pages and slots; so that the healthy path pays one read. */
    private volatile boolean eventful;
    /** The first LEAK of memory in it that the pool has lost, or what that follows from; 0 for none. */
    private volatile int firstLoss;
    private volatile int firstFault;
    private volatile boolean keptIdle;

    Fate(Object owner, ReferenceQueue<Object> queue) {
        super(owner, queue);
    }

    public boolean isOpen() {
        return end == null;
    }

    /** Whether its record was given up while the memory may go on: what happened to it since is not known. */
    public boolean isGivenUp() {
        State how = end;
        return how == State.REPLACED || how == State.ABANDONED;
    }

    public State state() {
        State how = end;
        return how == null ? State.OPEN : how;
    }

    /** Ends the region; true for the one caller who does. */
    public boolean end(State how) {
        return END.compareAndSet(this, (State) null, how);
    }

    /** Whether nothing is found about the region any more. */
    public boolean isAbandoned() {
        return end == State.ABANDONED;
    }

    /** Has nothing found about the region from here on, however it ended. */
    public void abandon() {
        end = State.ABANDONED;
    }

    /** Whether a run kept idle is the first one of this region; true for one caller. */
    public boolean firstKeptIdle() {
        return KEPT_IDLE.compareAndSet(this, false, true);
    }

    /** Whether memory of it has been the subject of a violation, from which what happens to it later may follow. */
    public boolean isContested() {
        return contests != null;
    }

    /** Whether something of it was handed out byte by byte, or was the subject of a finding, ever. */
    public boolean isEventful() {
        return eventful;
    }

    /** From here on there is more to the record than the states of pages and slots. */
    final void becomeEventful() {
        eventful = true;
    }

    /** What faults have left; null until there are any. */
    public Contests contests() {
        return contests;
    }

    /** For those who leave something. */
    public synchronized Contests contest() {
        if (contests == null) {
            becomeEventful();
            contests = new Contests();
        }
        return contests;
    }

    /** Nothing follows from what was found in it so far. */
    public synchronized void settle() {
        contests = null;
    }

    public int findings() {
        return findings;
    }

    /** Counts one more; the monitor is held. */
    public int nextFinding() {
        int next = findings + 1;
        findings = next;
        return next;
    }

    /** The root cause of the first fault of an operation on its memory; 0 for none. */
    public int firstFault() {
        return firstFault;
    }

    /** Notes the root cause of a fault; the monitor is held. */
    public void fault(int cause) {
        firstFault = firstFault == 0 ? cause : firstFault;
    }

    /** The first LEAK of memory in it that the pool has lost, or what that follows from; 0 for none. */
    public int firstLoss() {
        return firstLoss;
    }

    public void firstLoss(int cause) {
        firstLoss = cause;
    }
}
