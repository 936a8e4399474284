package io.pageconsistency.agent.exit;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.pageconsistency.boot.LastStep;
import io.pageconsistency.hooks.Ending;

/**
 * Changes the status with which the virtual machine ends, if there is reason to.
 *
 * <p>A shutdown hook cannot: to change the status it must halt, and the other hooks, which run beside it, would be cut off in
 * the middle of their work. So this uses the step the JDK itself has behind all of them, where it deletes temporary files.
 * The package with the means is opened to the agent's own class loader alone.
 *
 * <p>There is one such step for all who have reasons: those who object to a status of 0, see {@link Ending}, and
 * {@link #strict}, which says that the run proves nothing. The former come first, because they tell more, and leave a status
 * other than 0 alone.
 */
public final class ExitStatus {
    /** The JDK takes the first three steps for itself, and allows ten. */
    private static final int LAST_STEP = 9;
    private static final String ACCESS = "jdk.internal.access";

    private final Instrumentation instrumentation;
    private final Runnable flush;
    private volatile int strictStatus;
    private volatile Supplier<List<String>> strictReasons = List::of;
    private boolean installed;
    private StatusWatch statusWatch;

    /** @param flush has written what is still to be written, since the end that is made here cuts it off; must not take long */
    public ExitStatus(Instrumentation instrumentation, Runnable flush) {
        this.instrumentation = instrumentation;
        this.flush = flush;
    }

    /**
     * Has the application's own status watched and the objections looked at, from now on.
     *
     * @throws IllegalStateException when this JDK does not work as expected; nothing has changed then
     */
    public void watch() {
        try {
            statusWatch = StatusWatch.install(instrumentation);
            install();
        } catch (Exception | LinkageError e) {
            throw new IllegalStateException("this JDK does not let the exit status be changed: " + e, e);
        }
    }

    /**
     * @param reasons asked when everything else has ended; what it says is printed
     * @param status the status if there are any, whatever the application's own
     * @throws ReflectiveOperationException when this JDK does not work as expected; nothing has changed then
     */
    public void strict(int status, Supplier<List<String>> reasons) throws ReflectiveOperationException {
        install();
        strictStatus = status;
        strictReasons = reasons;
    }

    private synchronized void install() throws ReflectiveOperationException {
        if (installed) {
            return;
        }
        instrumentation.redefineModule(Object.class.getModule(), Set.of(),
                Map.of(ACCESS, Set.of(ExitStatus.class.getModule())), Map.of(), Set.of(), Map.of());
        Object access = Class.forName(ACCESS + ".SharedSecrets").getMethod("getJavaLangAccess").invoke(null);
        LastStep.is(MethodHandles.lookup(), this::end, step -> Class.forName(ACCESS + ".JavaLangAccess")
                .getMethod("registerShutdownHook", int.class, boolean.class, Runnable.class)
                .invoke(access, LAST_STEP, false, step));
        installed = true;
    }

    /**
     * Leaves the status alone from here on.
     *
     * @throws IllegalStateException when the application's own cannot be left unwatched; nothing comes of that
     */
    public synchronized void leave() {
        Ending.watch(MethodHandles.lookup(), null);
        LastStep.isNothing(MethodHandles.lookup());
        if (statusWatch != null) {
            statusWatch.remove();
        }
    }

    private void end() {
        List<String> objections = Ending.reasons(MethodHandles.lookup());
        int own = Ending.status();
        List<String> strict = strictReasons.get();
        if (!objections.isEmpty() || !strict.isEmpty()) {
            flush.run();
        }
        if (!objections.isEmpty()) {
            say("status " + (own == 0 ? Ending.OBJECTED : own + " as it is") + ", because " + String.join("; ", objections));
        }
        if (!strict.isEmpty()) {
            say("strict: status " + strictStatus + ", because " + String.join("; ", strict));
        }
        if (!objections.isEmpty() && own == 0) {
            Runtime.getRuntime().halt(Ending.OBJECTED);
        }
        if (!strict.isEmpty()) {
            Runtime.getRuntime().halt(strictStatus);
        }
    }

    /** Past {@code System.err}: who has put something in its place, as test runners do, may not be there any more. */
    private static void say(String line) {
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err));
        err.println("[page-consistency] " + line);
        err.flush();
    }
}
