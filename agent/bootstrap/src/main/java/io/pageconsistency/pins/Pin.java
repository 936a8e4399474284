package io.pageconsistency.pins;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import io.pageconsistency.Party;

/**
 * Counts the pins of one buffer: holders, such as a channel's queue, that own the buffer without a reference count of their own.
 * Created when the buffer is pinned for the first time, and kept with the buffer object, which a library may reuse.
 *
 * <p>Thread-safe. If a holder lets go once too often, a later pin is missed; a pin never stays by mistake, which would cause a
 * false finding.
 */
public final class Pin {
    private static final VarHandle STATE;
    private static final long COUNT = 0xffff_ffffL;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Pin.class, "state", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The upper half is the epoch for which the count is valid, see {@link Pins#forgetAll}; the lower half is the count. */
    private volatile long state;
    private volatile PinKind kind;
    /** Who caused the latest pin; null if that is not on record, or if there is no pin. */
    private volatile Party party;

    Pin() {
    }

    /** Whether the buffer is pinned. May be true for a pin of an earlier epoch. One volatile read. */
    public boolean isHeld() {
        return (state & COUNT) != 0;
    }

    void hold(int since, PinKind how, Party by) {
        kind = how;
        party = by;
        for (;;) {
            long old = state;
            long count = old >>> Integer.SIZE == since ? old & COUNT : 0;
            if (STATE.compareAndSet(this, old, (long) since << Integer.SIZE | count + 1)) {
                return;
            }
        }
    }

    /** Removes one pin; returns whether there was one. */
    boolean letGo(int since) {
        for (;;) {
            long old = state;
            if (old >>> Integer.SIZE != since || (old & COUNT) == 0) {
                return false;
            }
            if ((old & COUNT) == 1) {
                // Before the count changes: the next holder may set its own party.
                party = null;
            }
            if (STATE.compareAndSet(this, old, old - 1)) {
                return true;
            }
        }
    }

    /** Removes all pins; returns whether there was one. */
    boolean end(int since) {
        for (;;) {
            long old = state;
            if (STATE.compareAndSet(this, old, 0L)) {
                return old >>> Integer.SIZE == since && (old & COUNT) != 0;
            }
        }
    }

    PinKind kind() {
        return kind;
    }

    Party party() {
        return party;
    }
}
