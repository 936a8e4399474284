package io.pageconsistency.cli;

import picocli.CommandLine.Command;

import io.pageconsistency.Quoting;
import io.pageconsistency.cli.console.Refusal;
import io.pageconsistency.cli.console.Status;
import io.pageconsistency.cli.console.Table;
import io.pageconsistency.cli.jvm.Management;
import io.pageconsistency.cli.jvm.Target;
import io.pageconsistency.cli.jvm.TargetCommand;

/** Stops the agent of a virtual machine; the program goes on. */
@Command(name = "stop", description = "Stops the agent in a virtual machine; the program goes on.")
final class StopCommand extends TargetCommand {
    @Override
    protected int run(Target attached) throws Refusal {
        try (Management management = Management.of(attached)) {
            out().println("process " + attached.pid() + " (" + Table.plain(attached.name()) + "): " + Quoting.plain(management.stop()));
            return Status.OK;
        }
    }
}
