package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.tracking.PinTracker;

/** Called by code woven into holders of buffers, and into buffers; parameters as for {@link PinTracker}. */
public final class PinHooks {
    private static final PinTracker PINS = Checker.ofThisJvm(MethodHandles.lookup()).pins();

    private PinHooks() {
    }

    public static void held(Object holder, Object message, int kind) {
        PINS.held(holder, message, kind);
    }

    public static void letGo(Object message) {
        PINS.letGo(message);
    }

    public static void letGoOfAll(Object first, String next, String message, String unless) {
        PINS.letGoOfAll(first, next, message, unless);
    }

    public static int givingBack(Object buffer, Object pin) {
        return PINS.givingBack(buffer, pin);
    }
}
