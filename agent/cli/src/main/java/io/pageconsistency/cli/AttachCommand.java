package io.pageconsistency.cli;

import java.io.File;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

import io.pageconsistency.Quoting;
import io.pageconsistency.cli.console.Refusal;
import io.pageconsistency.cli.console.Status;
import io.pageconsistency.cli.console.Table;
import io.pageconsistency.cli.jvm.Target;
import io.pageconsistency.cli.jvm.TargetCommand;

/** Attaches the agent to a running virtual machine. */
@Command(name = AttachCommand.NAME, description = "Starts the agent in a running virtual machine.")
final class AttachCommand extends TargetCommand {
    static final String NAME = "attach";

    private final File jar;

    @Parameters(index = "1", arity = "0..1", paramLabel = "<options>", defaultValue = "",
            description = "The agent's options, key=value,key=value, as for -javaagent.")
    private String options;

    @Option(names = {"-o", "--option"}, paramLabel = "<key=value>",
            description = "One option of the agent; may be given several times. Files are seen from the process.")
    private Map<String, String> single = new LinkedHashMap<>();

    /** @param jar this jar */
    AttachCommand(File jar) {
        this.jar = jar;
    }

    @Override
    protected void check() {
        single.forEach((key, value) -> {
            if (value.contains(",")) {
                throw new ParameterException(spec().commandLine(), "option '" + key + "' cannot be '" + value
                        + "' here; allowed: values without a comma; others can be given in the file of 'config'");
            }
        });
    }

    @Override
    protected int run(Target attached) throws Refusal {
        String said = attached.load(jar, joined());
        out().println("attached to process " + attached.pid() + " (" + Table.plain(attached.name()) + "): " + Quoting.plain(said));
        return Status.OK;
    }

    private String joined() {
        return Stream.concat(Stream.of(options).filter(given -> !given.isEmpty()),
                single.entrySet().stream().map(Map.Entry::toString)).collect(Collectors.joining(","));
    }
}
