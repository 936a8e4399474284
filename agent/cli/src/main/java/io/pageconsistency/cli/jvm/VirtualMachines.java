package io.pageconsistency.cli.jvm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;

import io.pageconsistency.cli.console.Refusal;

/** The virtual machines of this computer that this user can see, and whether an agent is active in them. */
final class VirtualMachines {
    private static final int AT_ONCE = 16;

    /**
     * One virtual machine.
     *
     * @param name its main class or jar, without arguments, because those may contain secrets
     * @param agent the agent's greeting, "-" for none, or why it could not be read
     */
    record Entry(long pid, String name, String agent) {
    }

    private VirtualMachines() {
    }

    /**
     * All except this one, by process id.
     *
     * @param patience the time limit for each
     */
    static List<Entry> list(Patience patience) throws InterruptedException {
        List<Callable<Entry>> questions = new ArrayList<>();
        for (VirtualMachineDescriptor descriptor : VirtualMachine.list()) {
            long pid = Long.parseLong(descriptor.id());
            if (pid != ProcessHandle.current().pid()) {
                questions.add(() -> new Entry(pid, nameOf(descriptor.displayName()), agentIn(pid, patience)));
            }
        }
        ExecutorService asking = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Entry> entries = new ArrayList<>();
            for (Future<Entry> answer : asking.invokeAll(questions)) {
                entries.add(answer.get());
            }
            entries.sort(Comparator.comparingLong(Entry::pid));
            return entries;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            asking.shutdown();
        }
    }

    private static String agentIn(long pid, Patience patience) {
        try (Target target = Target.attach(pid, patience)) {
            return target.agent() == null ? "-" : target.agent();
        } catch (Refusal e) {
            return "? " + e.getMessage();
        }
    }

    /** The first word of a command line; of a path its last part. */
    static String nameOf(String command) {
        String first = command.strip().split("\\s", 2)[0];
        String name = first.substring(Math.max(first.lastIndexOf('/'), first.lastIndexOf('\\')) + 1);
        return name.isEmpty() ? "(unknown)" : name;
    }
}
