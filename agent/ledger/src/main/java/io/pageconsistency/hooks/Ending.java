package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.pageconsistency.boot.OwnCode;
import io.pageconsistency.ledger.Ledger;

/**
 * What is known when the virtual machine ends: the status it is about to end with, and who objects to its being 0.
 *
 * <p>The status is told by code woven into the JDK, because nothing else tells it. That code is woven with the first
 * objection and not before, so a virtual machine nobody objects in is left alone. Thread-safe.
 */
public final class Ending {
    private static final Ledger LEDGER = Ledger.ofThisJvm(MethodHandles.lookup());

    /** The status of a virtual machine that somebody objected to; EX_SOFTWARE, as after {@code on-violation=halt}. */
    public static final int OBJECTED = 70;

    /** What the launcher makes of an exception that leaves {@code main}. */
    private static final int UNCAUGHT = 1;
    /** The thread that the launcher runs {@code main} in is number 1, on Java 17, or number 3, on Java 25. */
    private static final long MAIN_AT_MOST = 3;

    private static final List<Supplier<String>> OBJECTIONS = new CopyOnWriteArrayList<>();
    /** What weaves and is asked to, once; null where there is no agent. */
    private static volatile Runnable watch;
    private static boolean watching;
    private static volatile int status;

    private Ending() {
    }

    /** Names what has {@link #exiting} and {@link #uncaught} called, and the objections looked at in the end; null for nothing. */
    public static void watch(MethodHandles.Lookup caller, Runnable means) {
        OwnCode.require(caller);
        synchronized (Ending.class) {
            watch = means;
            watching = false;
            // Somebody may have objected while an earlier agent was there.
            if (means != null && !OBJECTIONS.isEmpty()) {
                means.run();
                watching = true;
            }
        }
    }

    /** Takes an objection back. */
    public static void agree(Supplier<String> reason) {
        OBJECTIONS.remove(reason);
    }

    /**
     * Objects to a status of 0.
     *
     * @param reason asked when all shutdown hooks have ended: why, in words, or null for no objection
     * @throws IllegalStateException when there is nobody who could look at it
     */
    public static void object(Supplier<String> reason) {
        Runnable means = watch;
        if (means == null) {
            throw new IllegalStateException("no agent is checking this virtual machine");
        }
        synchronized (Ending.class) {
            if (!watching) {
                means.run();
                watching = true;
            }
        }
        OBJECTIONS.add(reason);
    }

    /** Called by woven code: somebody has asked the virtual machine to end, with this status. */
    public static void exiting(int asked) {
        status = asked;
    }

    /** Called by woven code: a thread ends with an exception. */
    public static void uncaught(Thread thread) {
        if (runsMain(thread)) {
            status = UNCAUGHT;
        }
    }

    /** Where another thread has so small a number it is one of the virtual machine's own, in the group of those. */
    @SuppressWarnings("deprecation") // The name that replaces getId() is newer than the oldest JDK that is supported.
    private static boolean runsMain(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return thread.getId() <= MAIN_AT_MOST && group != null && group.getParent() != null;
    }

    /** The status the virtual machine is about to end with; 0 while nobody has said anything else. */
    public static int status() {
        return status;
    }

    /** Why it must not be 0; asks everybody who might object. */
    public static List<String> reasons(MethodHandles.Lookup caller) {
        OwnCode.require(caller);
        List<String> reasons = new ArrayList<>();
        for (Supplier<String> objection : OBJECTIONS) {
            try {
                String reason = objection.get();
                if (reason != null) {
                    reasons.add(reason);
                }
            } catch (Throwable e) {
                // Whoever wanted to object and could not would otherwise have agreed.
                reasons.add("somebody who might object failed: " + e);
                LEDGER.reports().swallow(e);
            }
        }
        return reasons;
    }
}
