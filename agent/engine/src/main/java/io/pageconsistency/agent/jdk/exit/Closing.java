package io.pageconsistency.agent.jdk.exit;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

import io.pageconsistency.agent.output.console.Console;
import io.pageconsistency.agent.output.console.ShutdownHooks;
import io.pageconsistency.background.AgentThread;
import io.pageconsistency.boot.LastStep;

/**
 * Runs at the end of the program: writes everything that was found, prints the last lines, and decides the exit status.
 *
 * <p>A shutdown hook cannot do that. Hooks run concurrently, and the program's hooks shut down its pools: what is found there would
 * be too late. A hook that changes the status must halt, which would interrupt the other hooks. So this class uses the JDK's own
 * step after all hooks, in which it deletes temporary files. The internal package for that is opened only to the agent's own class
 * loader. If a JDK does not allow that, a shutdown hook is used.
 *
 * <p>Daemon threads still run. What they find meanwhile is written, too, and counts. The agent's own threads end here. The JVM may
 * write an archive of its classes after this step, and HotSpot crashes if a thread links a lambda of the JDK after that: the table
 * of archived lambdas then points into memory that the JVM has already freed.
 *
 * <p>No output is waited for longer than its own timeout. {@link #add} and {@link #remove} may be called by any thread.
 */
public final class Closing {
    /** The JDK uses the first three steps itself and has ten. */
    private static final int LAST_STEP = 9;
    private static final String ACCESS = "jdk.internal.access";
    /** How often everything runs at most, if something is found meanwhile. */
    private static final int ROUNDS = 3;

    private final LongSupplier found;
    private final Console console;
    private final ExitStatus status;
    private final List<Runnable> outputs = new CopyOnWriteArrayList<>();
    private final List<Runnable> tasks = new CopyOnWriteArrayList<>();
    /** Null if the JDK's own step is used. */
    private Thread hook;

    /** @param found returns the number of findings so far */
    public Closing(LongSupplier found, Console console, ExitStatus status) {
        this.found = found;
        this.console = console;
        this.status = status;
    }

    /** Adds an output that is written before the console's last lines. An output may run several times while the JVM ends. */
    public void add(Runnable output) {
        outputs.add(output);
    }

    public void remove(Runnable output) {
        outputs.remove(output);
    }

    /**
     * Adds the end of a task in the background. It runs after all outputs, unless the JVM is halted or a shutdown hook is used.
     *
     * @param end returns when the task has ended, or after a short time
     */
    public void addTask(Runnable end) {
        tasks.add(end);
    }

    /** Registers this object to run at the end of the program. */
    public void install(Instrumentation instrumentation) {
        try {
            instrumentation.redefineModule(Object.class.getModule(), Set.of(),
                    Map.of(ACCESS, Set.of(Closing.class.getModule())), Map.of(), Set.of(), Map.of());
            Object access = Class.forName(ACCESS + ".SharedSecrets").getMethod("getJavaLangAccess").invoke(null);
            LastStep.is(MethodHandles.lookup(), this::run, step -> Class.forName(ACCESS + ".JavaLangAccess")
                    .getMethod("registerShutdownHook", int.class, boolean.class, Runnable.class)
                    .invoke(access, LAST_STEP, false, step));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            status.cannotBeChanged(e);
            hook = AgentThread.of("end", this::run);
            Runtime.getRuntime().addShutdownHook(hook);
        }
    }

    /** Withdraws the registration. */
    public void leave() {
        LastStep.isNothing(MethodHandles.lookup());
        ShutdownHooks.remove(hook);
    }

    void run() {
        attempt(console::goStraight);
        ExitStatus.Decision decision;
        int rounds = 0;
        long told;
        do {
            told = found.getAsLong();
            outputs.forEach(Closing::attempt);
            console.end();
            decision = status.decide();
        } while (found.getAsLong() != told && ++rounds < ROUNDS);
        if (!decision.lines().isEmpty()) {
            // A reason may be a whole report.
            decision.lines().forEach(reason -> console.block(reason.lines().toList()));
            console.drain();
        }
        if (decision.status() != 0) {
            Runtime.getRuntime().halt(decision.status());
        }
        // As a shutdown hook this runs beside the hooks of the program, which still need these tasks.
        if (hook == null) {
            tasks.forEach(Closing::attempt);
        }
    }

    /** A step that fails, for example for lack of memory, does not affect the other steps or the status. */
    private static void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            Thread.yield();
        }
    }
}
