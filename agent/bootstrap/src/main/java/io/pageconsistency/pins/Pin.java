package io.pageconsistency.pins;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import io.pageconsistency.Party;

/**
 * How often a buffer is held by others than those who count in it. Made when it is held for the first time, and kept with the object,
 * which a library may use again and again.
 *
 * <p>Thread-safe. Nobody is taken for a holder who is not: a hold that is let go of once too often is missed, never one left over.
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

    /** In the upper half since when the count holds, see {@link Pins#forgetAll}; in the lower the count. */
    private volatile long state;
    private volatile PinKind kind;
    /** Who brought about the latest holding; null for nobody on record, or when there is none. */
    private volatile Party party;

    Pin() {
    }

    /** Whether somebody holds, or has held it when it was last heard of. A read, nothing more. */
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

    /** Whether it was held. */
    boolean letGo(int since) {
        for (;;) {
            long old = state;
            if (old >>> Integer.SIZE != since || (old & COUNT) == 0) {
                return false;
            }
            if ((old & COUNT) == 1) {
                // Before: who comes next may name somebody.
                party = null;
            }
            if (STATE.compareAndSet(this, old, old - 1)) {
                return true;
            }
        }
    }

    /** Nobody holds from here on; whether somebody did. */
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
