package io.pageconsistency.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.pageconsistency.report.Reports;

/**
 * The end of the virtual machine: the status it is about to end with, and the objections to a status of 0.
 *
 * <p>Code woven into the JDK tells the status, because there is no other way to learn it. The agent weaves that code with the first
 * objection, not before. Thread-safe.
 */
public final class Ending {
    /** The launcher's exit status if an exception leaves {@code main}. */
    private static final int UNCAUGHT = 1;
    /** The launcher runs {@code main} in thread number 1 on Java 17, and in number 3 on Java 25. */
    private static final long MAIN_AT_MOST = 3;

    private final Reports reports;
    private final List<Supplier<String>> objections = new CopyOnWriteArrayList<>();
    /** Weaves the code that tells the status; null if there is no agent. */
    private volatile Runnable watch;
    private boolean watching;
    private volatile int status;

    public Ending(Reports reports) {
        this.reports = reports;
    }

    /**
     * Sets the action that makes woven code call {@link #exiting} and {@link #uncaught}, and that has the objections read in the
     * end; null for none.
     */
    public void watch(Runnable means) {
        synchronized (this) {
            watch = means;
            watching = false;
            // There may be objections from the time of an earlier agent.
            if (means != null && !objections.isEmpty()) {
                means.run();
                watching = true;
            }
        }
    }

    /** Withdraws an objection. */
    public void removeObjection(Supplier<String> reason) {
        objections.remove(reason);
    }

    /**
     * Objects to a status of 0.
     *
     * @param reason called after all shutdown hooks have ended: returns the reason in words, or null for no objection
     * @throws IllegalStateException if there is no agent to read it
     */
    public void addObjection(Supplier<String> reason) {
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

    /** Called by woven code: the program asks the virtual machine to end with this status. */
    public void exiting(int asked) {
        status = asked;
    }

    /** Called by woven code: a thread ends with an exception. */
    public void uncaught(Thread thread) {
        if (runsMain(thread)) {
            status = UNCAUGHT;
        }
    }

    /**
     * Whether the thread runs {@code main}. Other threads with such small numbers are the virtual machine's own, in the root group.
     */
    @SuppressWarnings("deprecation") // The name that replaces getId() is newer than the oldest JDK that is supported.
    private static boolean runsMain(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return thread.getId() <= MAIN_AT_MOST && group != null && group.getParent() != null;
    }

    /** The status with which the virtual machine is about to end; 0 until woven code tells another one. */
    public int status() {
        return status;
    }

    /** The reasons of all objections; calls each supplier. */
    public List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        for (Supplier<String> objection : objections) {
            try {
                String reason = objection.get();
                if (reason != null) {
                    reasons.add(reason);
                }
            } catch (Throwable e) {
                // A check that fails counts as an objection. Otherwise its failure would hide the reason to object.
                reasons.add("a check of the exit status failed: " + e);
                reports.swallow(e);
            }
        }
        return reasons;
    }
}
