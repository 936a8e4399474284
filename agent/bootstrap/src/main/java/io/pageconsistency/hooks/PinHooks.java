package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.life.LifeTracker;
import io.pageconsistency.tracking.PinTracker;

/** Called by code woven into holders of buffers, and into buffers; parameters as for {@link PinTracker}. */
public final class PinHooks {
    private static final Checker CHECKER = Checker.ofThisJvm(MethodHandles.lookup());
    private static final PinTracker PINS = CHECKER.pins();
    private static final LifeTracker LIVES = CHECKER.lives();

    private PinHooks() {
    }

    public static void held(Object holder, Object message, int kind) {
        PINS.held(holder, message, kind);
    }

    public static void letGo(Object message) {
        PINS.letGo(message);
    }

    /** @param cancelled whether the holder has let go of it already */
    public static void letGo(Object message, boolean cancelled) {
        if (!cancelled) {
            PINS.letGo(message);
        }
    }

    /** @param putOff whether the holder is busy, and lets go of them later */
    public static void letGoOfAll(boolean putOff, Object first, String next, String message, String unless) {
        if (!putOff) {
            PINS.letGoOfAll(first, next, message, unless);
        }
    }

    /**
     * A buffer is released, which {@link LifeHooks#released} has been told.
     *
     * @param pin what the buffer's field has; null for nothing, or where there is no field
     */
    public static void released(boolean last, Object buffer, Object pin) {
        if (last) {
            int violation = PINS.givingBack(buffer, pin);
            if (violation != 0) {
                LIVES.wronglyEnded(buffer, violation);
            }
        }
    }
}
