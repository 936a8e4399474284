package io.pageconsistency.agent.jdk.exit;

import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.pageconsistency.jvm.Ending;
import io.pageconsistency.jvm.ExitCodes;

/**
 * Decides the exit status of the JVM, if there is a reason to change it.
 *
 * <p>Reasons come from the objections to a status of 0, see {@link Ending}, and from {@link #strict}, which says that the run
 * proves nothing. Objections have priority, because they say more. They do not change a status other than 0.
 */
public final class ExitStatus {
    private final Instrumentation instrumentation;
    private final Ending ending;
    private volatile int strictStatus;
    private volatile Supplier<List<String>> strictReasons = List::of;
    private volatile Throwable obstacle;
    private StatusWatch statusWatch;

    /**
     * The result of all reasons.
     *
     * @param status the status to end with; 0 to keep that of the program
     * @param lines the reasons
     */
    record Decision(int status, List<String> lines) {
    }

    public ExitStatus(Instrumentation instrumentation, Ending ending) {
        this.instrumentation = instrumentation;
        this.ending = ending;
    }

    /** @param reason why the status cannot be changed */
    void cannotBeChanged(Throwable reason) {
        obstacle = reason;
    }

    private void requireChangeable() {
        if (obstacle != null) {
            throw refused(obstacle);
        }
    }

    private static IllegalStateException refused(Throwable reason) {
        return new IllegalStateException("this JDK does not let the exit status be changed: " + reason, reason);
    }

    /**
     * Watches the application's own status from now on.
     *
     * @throws IllegalStateException if this JDK does not work as expected; nothing has changed then
     */
    public void watch() {
        requireChangeable();
        try {
            statusWatch = StatusWatch.install(instrumentation);
        } catch (Exception | LinkageError e) {
            throw refused(e);
        }
    }

    /**
     * Sets the status for a run that proves nothing.
     *
     * @param status the status if there are reasons, whatever the application's own status
     * @param reasons called when everything else has ended; the returned lines are printed
     * @throws IllegalStateException if this JDK does not work as expected; nothing has changed then
     */
    public void strict(int status, Supplier<List<String>> reasons) {
        requireChangeable();
        strictStatus = status;
        strictReasons = reasons;
    }

    /**
     * Stops changing the status.
     *
     * @throws IllegalStateException if the application's status is still watched; that has no effect on it
     */
    public synchronized void leave() {
        ending.watch(null);
        if (statusWatch != null) {
            statusWatch.remove();
        }
    }

    /** Returns the decision. To be called when everything else has ended. */
    Decision decide() {
        List<String> objections = ending.reasons();
        List<String> strict = strictReasons.get();
        int own = ending.status();
        List<String> lines = new ArrayList<>();
        if (!objections.isEmpty()) {
            lines.add("status " + (own == 0 ? "" : own + " stays; 0 would have become ") + ExitCodes.VIOLATED + ", because "
                    + String.join("; ", objections));
        }
        if (!strict.isEmpty()) {
            lines.add("strict: status " + strictStatus + ", because " + String.join("; ", strict));
        }
        return new Decision(!objections.isEmpty() && own == 0 ? ExitCodes.VIOLATED : strict.isEmpty() ? 0 : strictStatus, lines);
    }
}
