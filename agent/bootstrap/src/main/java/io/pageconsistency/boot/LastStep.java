package io.pageconsistency.boot;

import java.lang.invoke.MethodHandles;

/**
 * What is done when everything else of the virtual machine has ended, for the agent that is there then.
 *
 * <p>The place for it in the JDK can be taken once and not be given back, and whoever is there is never let go of. So this
 * class takes it for all agents that come. Thread-safe.
 */
public final class LastStep implements Runnable {
    private static final LastStep INSTANCE = new LastStep();

    private static boolean taken;
    private static volatile Runnable task;

    private LastStep() {
    }

    /** Takes the place. */
    public interface Place {
        /** @throws ReflectiveOperationException when it cannot be taken */
        void take(Runnable step) throws ReflectiveOperationException;
    }

    /**
     * Names what is to be done.
     *
     * @param place used once in a virtual machine
     * @throws ReflectiveOperationException that of the place; nothing will be done then
     */
    public static synchronized void is(MethodHandles.Lookup caller, Runnable last, Place place) throws ReflectiveOperationException {
        OwnCode.require(caller);
        if (!taken) {
            place.take(INSTANCE);
            taken = true;
        }
        task = last;
    }

    /** Nothing is to be done. */
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
