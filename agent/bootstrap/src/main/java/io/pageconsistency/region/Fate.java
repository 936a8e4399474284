package io.pageconsistency.region;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/**
 * The life cycle of a region, and the findings about its memory. A superclass of {@link Region}, like {@link CutRuns}.
 *
 * <p>Thread-safe.
 */
public abstract class Fate extends WeakReference<Object> {
    /** The state of a region in its life cycle. */
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

    /** Null while the region is open, so that a thread that reaches it through a race sees it open, too. */
    private volatile State end;
    /** The consequences of faults; null until there are any. */
    private volatile Contests contests;
    /** The number of findings about its memory; a field, so that the healthy path pays for one read. */
    private volatile int findings;
    /** Whether operations must take the slow path, because there are byte extents, or were findings. */
    private volatile boolean eventful;
    /** The sequence of the first LEAK of its memory, or of the violation that explains it; 0 for none. */
    private volatile int firstLoss;
    private volatile int firstFault;
    private volatile boolean keptIdle;

    Fate(Object owner, ReferenceQueue<Object> queue) {
        super(owner, queue);
    }

    public boolean isOpen() {
        return end == null;
    }

    /** Whether its record was given up although the memory may still be in use. */
    public boolean isGivenUp() {
        State how = end;
        return how == State.REPLACED || how == State.ABANDONED;
    }

    public State state() {
        State how = end;
        return how == null ? State.OPEN : how;
    }

    /** Ends the region; true for the one caller that ends it. */
    public boolean end(State how) {
        return END.compareAndSet(this, (State) null, how);
    }

    /** Whether findings about the region are ignored. */
    public boolean isAbandoned() {
        return end == State.ABANDONED;
    }

    /** Ignores findings about the region from now on, however it ended. */
    public void abandon() {
        end = State.ABANDONED;
    }

    /** True at the first call for this region, so that an idle run is reported once. */
    public boolean firstKeptIdle() {
        return KEPT_IDLE.compareAndSet(this, false, true);
    }

    /** Whether some of its memory may be contested. */
    public boolean isContested() {
        return contests != null;
    }

    /** Whether operations must take the slow path: there are byte extents, or were findings. */
    public boolean isEventful() {
        return eventful;
    }

    /** Sends all operations of this region to the slow path. */
    final void becomeEventful() {
        eventful = true;
    }

    /** The consequences of faults; null until there are any. */
    public Contests contests() {
        return contests;
    }

    /** The consequences of faults; created if there are none yet. */
    public synchronized Contests contest() {
        if (contests == null) {
            becomeEventful();
            contests = new Contests();
        }
        return contests;
    }

    /** Removes the consequences of all faults so far. */
    public synchronized void settle() {
        contests = null;
    }

    public int findings() {
        return findings;
    }

    /** Counts a finding and returns its number; the caller holds this object's monitor. */
    public int nextFinding() {
        int next = findings + 1;
        findings = next;
        return next;
    }

    /** The sequence of the root cause of the first faulty operation on its memory; 0 for none. */
    public int firstFault() {
        return firstFault;
    }

    /** Notes the root cause of a fault; the caller holds this object's monitor. */
    public void fault(int cause) {
        firstFault = firstFault == 0 ? cause : firstFault;
    }

    /** The sequence of the first LEAK of its memory, or of the violation that explains it; 0 for none. */
    public int firstLoss() {
        return firstLoss;
    }

    public void firstLoss(int cause) {
        firstLoss = cause;
    }
}
