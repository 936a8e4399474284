package io.pageconsistency.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.pageconsistency.report.Reports;

/**
 * What is known when the virtual machine ends: the status it is about to end with, and who objects to its being 0.
 *
 * <p>The status is told by code woven into the JDK, because nothing else tells it. That code is woven with the first
 * objection and not before, so a virtual machine nobody objects in is left alone. Thread-safe.
 */
public final class Ending {
    /** What the launcher makes of an exception that leaves {@code main}. */
    private static final int UNCAUGHT = 1;
    /** The thread that the launcher runs {@code main} in is number 1, on Java 17, or number 3, on Java 25. */
    private static final long MAIN_AT_MOST = 3;

    private final Reports reports;
    private final List<Supplier<String>> objections = new CopyOnWriteArrayList<>();
    /** What weaves and is asked to, once; null where there is no agent. */
    private volatile Runnable watch;
    private boolean watching;
    private volatile int status;

    public Ending(Reports reports) {
        this.reports = reports;
    }

    /** Names what has {@link #exiting} and {@link #uncaught} called, and the objections looked at in the end; null for nothing. */
    public void watch(Runnable means) {
        synchronized (this) {
            watch = means;
            watching = false;
            // Somebody may have objected while an earlier agent was there.
            if (means != null && !objections.isEmpty()) {
                means.run();
                watching = true;
            }
        }
    }

    /** Takes an objection back. */
    public void agree(Supplier<String> reason) {
        objections.remove(reason);
    }

    /**
     * Objects to a status of 0.
     *
     * @param reason asked when all shutdown hooks have ended: why, in words, or null for no objection
     * @throws IllegalStateException when there is nobody who could look at it
     */
    public void object(Supplier<String> reason) {
        Runnable means = watch;
        if (means == null) {
            throw new IllegalStateException("no agent is checking this virtual machine");
        }
        synchronized (this) {
            if (!watching) {
                means.run();
                watching = true;
            }
        }
        objections.add(reason);
    }

    /** Called by woven code: somebody has asked the virtual machine to end, with this status. */
    public void exiting(int asked) {
        status = asked;
    }

    /** Called by woven code: a thread ends with an exception. */
    public void uncaught(Thread thread) {
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
    public int status() {
        return status;
    }

    /** Why it must not be 0; asks everybody who might object. */
    public List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        for (Supplier<String> objection : objections) {
            try {
                String reason = objection.get();
                if (reason != null) {
                    reasons.add(reason);
                }
            } catch (Throwable e) {
                // Whoever wanted to object and could not would otherwise have agreed.
                reasons.add("a check of the exit status failed: " + e);
                reports.swallow(e);
            }
        }
        return reasons;
    }
}
