package io.pageconsistency.cli;

import java.util.List;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import io.pageconsistency.Mode;
import io.pageconsistency.cli.console.Refusal;
import io.pageconsistency.cli.console.Status;
import io.pageconsistency.cli.console.Table;
import io.pageconsistency.cli.jvm.Management;
import io.pageconsistency.cli.jvm.Target;
import io.pageconsistency.cli.jvm.TargetCommand;

/** Shows or changes the mode of the agent in a virtual machine. */
@Command(name = "mode", description = {"Shows the mode of the agent in a virtual machine, or changes it.",
    "Options that were set one by one keep their values. The answer says what could not be changed, and why."})
final class ModeCommand extends TargetCommand {
    @Parameters(index = "1", arity = "0..1", paramLabel = "<mode>",
            description = "production or test. Without it the mode stays as it is.")
    private Mode mode;

    @Override
    protected int run(Target attached) throws Refusal {
        try (Management management = Management.of(attached)) {
            List<String> unchanged = mode == null ? List.of() : management.switchMode(mode);
            out().println("process " + attached.pid() + " (" + Table.plain(attached.name()) + "): mode "
                    + Table.plain(management.modeInWords()));
            unchanged.forEach(line -> out().println("  " + Table.plain(line)));
            return Status.OK;
        }
    }
}
