package io.pageconsistency.boot;

import java.lang.invoke.MethodHandles;

/**
 * Runs the present agent's last action, after all shutdown hooks.
 *
 * <p>The JDK has one place for such an action. It can be taken once and not be given back, and keeps the action alive for ever. So
 * this class takes the place once, for all agents that come one after the other. Thread-safe.
 */
public final class LastStep implements Runnable {
    private static final LastStep INSTANCE = new LastStep();

    private static boolean taken;
    private static volatile Runnable task;

    private LastStep() {
    }

    /** Registers an action in the JDK. */
    public interface Place {
        /** @throws ReflectiveOperationException if the place cannot be taken */
        void take(Runnable step) throws ReflectiveOperationException;
    }

    /**
     * Sets the action.
     *
     * @param place used once in a virtual machine
     * @throws ReflectiveOperationException if the place cannot be taken; then the action will not run
     */
    public static synchronized void is(MethodHandles.Lookup caller, Runnable last, Place place) throws ReflectiveOperationException {
        OwnCode.require(caller);
        if (!taken) {
            place.take(INSTANCE);
            taken = true;
        }
        task = last;
    }

    /** Removes the action. */
    public static void isNothing(MethodHandles.Lookup caller) {
        OwnCode.require(caller);
        task = null;
    }

    @Override
    public void run() {
        Runnable last = task;
        if (last != null) {
            last.run();
        }
    }
}
