package io.pageconsistency.cli.holders;

import java.util.List;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

import io.pageconsistency.HeldMemory;
import io.pageconsistency.agent.output.console.HoldersText;
import io.pageconsistency.cli.console.Refusal;
import io.pageconsistency.cli.console.Status;
import io.pageconsistency.cli.jvm.Management;
import io.pageconsistency.cli.jvm.Target;
import io.pageconsistency.cli.jvm.TargetCommand;

/** Shows the holders of memory. */
@Command(name = "holders", description = {"Shows who holds memory now: how much, since when, and by which calls it was taken.",
    "Memory in a pool's caches has no holder. With sampled stacks, sizes are extrapolated and marked as such."})
public final class HoldersCommand extends TargetCommand {
    /** The output format. */
    private static final class Shape {
        @Option(names = "--json", description = "One JSON object on one line.")
        private boolean json;

        @Option(names = "--collapsed", description = "One stack a line, with its bytes, for tools that draw flame graphs.")
        private boolean collapsed;
    }

    @ArgGroup
    private Shape shape = new Shape();

    @Option(names = "--limit", defaultValue = "10", paramLabel = "<n>",
            description = "How many holders to show; 0 for all (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--frames", defaultValue = "8", paramLabel = "<n>",
            description = "How many frames of each, beginning at the call that used the pool (default: ${DEFAULT-VALUE}).")
    private int frames;

    @Option(names = "--constants", description = "Also show memory that class initialisers took.")
    private boolean constants;

    @Override
    protected void check() {
        if (limit < 0 || frames < 0) {
            throw new ParameterException(spec().commandLine(), "option '" + (limit < 0 ? "--limit" : "--frames")
                    + "' cannot be negative; allowed: 0 or more");
        }
    }

    @Override
    protected int run(Target attached) throws Refusal {
        try (Management management = Management.of(attached)) {
            HeldMemory held = management.holders(limit == 0 ? Integer.MAX_VALUE : limit, constants);
            long now = System.currentTimeMillis();
            List<String> lines = shape.json ? List.of(HoldersJson.of(attached.pid(), attached.name(), now, held))
                    : shape.collapsed ? HoldersText.collapsed(held) : HoldersText.lines(held, now, frames, constants);
            lines.forEach(out()::println);
            return Status.OK;
        }
    }
}
