package io.pageconsistency.agent.cli;

import java.util.List;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import io.pageconsistency.Mode;

/** Says how thoroughly a virtual machine is checked, and changes that. */
@Command(name = "mode", description = {"Says in which mode the agent in a virtual machine is, and changes it.",
    "What was given to the agent option by option stays as it is, and what cannot be changed while it is at work is said."})
final class ModeCommand extends TargetCommand {
    @Parameters(index = "1", arity = "0..1", paramLabel = "<mode>",
            description = "production or test. Without it the mode stays as it is.")
    private Mode mode;

    @Override
    int run(Target attached) throws Refusal {
        try (Management management = Management.of(attached)) {
            List<String> unchanged = mode == null ? List.of() : management.switchMode(mode);
            out().println("process " + attached.pid() + " (" + Table.plain(attached.name()) + "): mode "
                    + Table.plain(management.modeInWords()));
            unchanged.forEach(line -> out().println("  " + Table.plain(line)));
            return Status.OK;
        }
    }
}
