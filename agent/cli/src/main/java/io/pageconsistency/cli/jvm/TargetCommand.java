package io.pageconsistency.cli.jvm;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import io.pageconsistency.cli.console.Refusal;
import io.pageconsistency.cli.console.Status;
import io.pageconsistency.cli.console.Table;
import io.pageconsistency.cli.console.TerminalSize;

/** A command about another virtual machine. Without a process it lists the virtual machines. */
public abstract class TargetCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetOptions target;

    @Override
    public final Integer call() throws Exception {
        check();
        needJdk();
        if (!target.given()) {
            list();
            return Status.NOTHING_DONE;
        }
        try (Target attached = target.attach()) {
            return run(attached);
        }
    }

    /** Refuses inconsistent or invalid options before the command does anything. */
    protected void check() {
    }

    /** @return one of {@link Status} */
    protected abstract int run(Target attached) throws Exception;

    protected final CommandSpec spec() {
        return spec;
    }

    protected final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Checks before any class is loaded that needs these modules. */
    private static void needJdk() throws Refusal {
        for (String module : new String[] {"jdk.attach", "java.management.rmi"}) {
            if (ModuleLayer.boot().findModule(module).isEmpty()) {
                throw new Refusal(Status.UNREACHABLE, "this Java, " + System.getProperty("java.home") + ", has no module " + module
                        + "; use the java of a JDK");
            }
        }
    }

    private void list() throws InterruptedException {
        List<VirtualMachines.Entry> entries = target.list();
        Table table = new Table(TerminalSize.colours(), ">pid", "name", "agent");
        entries.forEach(entry -> table.row(Long.toString(entry.pid()), Table.plain(entry.name()), Table.plain(entry.agent())));
        table.lines().forEach(out()::println);
        spec.commandLine().getErr().println("page-consistency: no process was named, so nothing was done; say "
                + spec.qualifiedName() + " <pid>");
    }
}
