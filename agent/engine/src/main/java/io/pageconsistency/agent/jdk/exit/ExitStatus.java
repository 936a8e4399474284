package io.pageconsistency.agent.jdk.exit;

import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.pageconsistency.jvm.Ending;
import io.pageconsistency.jvm.ExitCodes;

/**
 * With which status the virtual machine ends, if there is reason to change it.
 *
 * <p>Reasons have those who object to a status of 0, see {@link Ending}, and {@link #strict}, which says that the run proves
 * nothing. The former come first, because they tell more, and leave a status other than 0 alone.
 */
public final class ExitStatus {
    private final Instrumentation instrumentation;
    private final Ending ending;
    private volatile int strictStatus;
    private volatile Supplier<List<String>> strictReasons = List::of;
    private volatile Throwable obstacle;
    private StatusWatch statusWatch;

    /**
     * What comes of all reasons.
     *
     * @param status the one to end with; 0 for that of the program
     * @param lines say why
     */
    record Decision(int status, List<String> lines) {
    }

    public ExitStatus(Instrumentation instrumentation, Ending ending) {
        this.instrumentation = instrumentation;
        this.ending = ending;
    }

    /** @param reason why there is nobody who could end with another status */
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
     * Has the application's own status watched, from now on.
     *
     * @throws IllegalStateException when this JDK does not work as expected; nothing has changed then
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
     * @param reasons asked when everything else has ended; what it says is printed
     * @param status the status if there are any, whatever the application's own
     * @throws IllegalStateException when this JDK does not work as expected; nothing has changed then
     */
    public void strict(int status, Supplier<List<String>> reasons) {
        requireChangeable();
        strictStatus = status;
        strictReasons = reasons;
    }

    /**
     * Leaves the status alone from here on.
     *
     * @throws IllegalStateException when the application's own cannot be left unwatched; nothing comes of that
     */
    public synchronized void leave() {
        ending.watch(null);
        if (statusWatch != null) {
            statusWatch.remove();
        }
    }

    /** To be asked when everything else has ended. */
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
