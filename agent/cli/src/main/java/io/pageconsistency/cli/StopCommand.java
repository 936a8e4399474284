package io.pageconsistency.cli;

import picocli.CommandLine.Command;

import io.pageconsistency.Quoting;

/** Ends the agent of a virtual machine, which goes on without it. */
@Command(name = "stop", description = "Stops the agent in a virtual machine; the program goes on.")
final class StopCommand extends TargetCommand {
    @Override
    int run(Target attached) throws Refusal {
        try (Management management = Management.of(attached)) {
            out().println("process " + attached.pid() + " (" + Table.plain(attached.name()) + "): " + Quoting.plain(management.stop()));
            return Status.OK;
        }
    }
}
