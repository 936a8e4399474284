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
 * What is done when the program has ended: everything that was found is written, the last lines are said, and the status is decided.
 *
 * <p>A shutdown hook cannot do that. Hooks run beside each other, and pools are torn down in those of the program: what is found
 * there would come too late. And to change the status a hook must halt, which cuts the others off in the middle of their work. So
 * this uses the step that the JDK itself has after all of them, where it deletes temporary files. The package with the means is opened
 * to the agent's own class loader alone. On a JDK that does not let us have that step a hook has to do.
 *
 * <p>Threads that keep no program from ending are still at work. What they find meanwhile is written as well, and counts.
 *
 * <p>No output is waited for longer than its own patience.
 */
public final class Closing {
    /** The JDK takes the first three steps for itself, and allows ten. */
    private static final int LAST_STEP = 9;
    private static final String ACCESS = "jdk.internal.access";
    /** How often it begins anew because something was found meanwhile. */
    private static final int ROUNDS = 3;

    private final LongSupplier found;
    private final Console console;
    private final ExitStatus status;
    private final List<Runnable> outputs = new CopyOnWriteArrayList<>();
    /** Null where the JDK's own step is ours. */
    private Thread hook;

    /** @param found how much has been found so far */
    public Closing(LongSupplier found, Console console, ExitStatus status) {
        this.found = found;
        this.console = console;
        this.status = status;
    }

    /** Has something else written than the console, before it. May be called again while the virtual machine ends. */
    public void add(Runnable output) {
        outputs.add(output);
    }

    public void remove(Runnable output) {
        outputs.remove(output);
    }

    /** Will be done from now on. */
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

    /** Will not be done. */
    public void leave() {
        LastStep.isNothing(MethodHandles.lookup());
        ShutdownHooks.remove(hook);
    }

    void run() {
        write(console::goStraight);
        ExitStatus.Decision decision;
        int rounds = 0;
        long told;
        do {
            told = found.getAsLong();
            outputs.forEach(Closing::write);
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
    }

    /** One that fails, for want of memory for example, keeps none of the others from being written, and changes no status. */
    private static void write(Runnable output) {
        try {
            output.run();
        } catch (RuntimeException | Error e) {
            Thread.yield();
        }
    }
}
