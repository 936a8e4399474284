package io.pageconsistency.cli;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import io.pageconsistency.Quoting;
import io.pageconsistency.agent.Version;
import io.pageconsistency.agent.options.Options;
import io.pageconsistency.cli.console.Output;
import io.pageconsistency.cli.console.Refusal;
import io.pageconsistency.cli.console.Status;
import io.pageconsistency.cli.console.TerminalSize;
import io.pageconsistency.cli.holders.HoldersCommand;
import io.pageconsistency.cli.replay.ReplayCommand;
import io.pageconsistency.cli.report.ReportCommand;
import io.pageconsistency.cli.stats.StatsCommand;

/** The entry point of the command line. */
@Command(mixinStandardHelpOptions = true, versionProvider = Cli.OfThisJar.class,
        description = "Checks the off-heap pools of Java virtual machines: as -javaagent:page-consistency.jar from their start,"
                + " or attached to a running one with 'attach'.",
        exitCodeListHeading = "%nExit status:%n", exitCodeList = {
            "0:done, and nothing is wrong", "1:done, and violations or damage have been found", "2:wrong arguments",
            "3:the process cannot be reached, or the recording cannot be read", "4:the process was reached, but refused", "5:no agent is active there",
            "6:no process was named; nothing was done", "7:a defect of this command",
            "8:the output could not be written"})
public final class Cli implements Runnable {
    private static final String NAME = "page-consistency: ";

    @Spec
    private CommandSpec spec;

    private Cli() {
    }

    static final class OfThisJar implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"page-consistency " + Version.ofAgent()};
        }
    }

    /**
     * Runs the command that the arguments name. Called through reflection.
     *
     * @param jar the agent's jar
     * @return the exit status
     */
    public static int run(File jar, String... arguments) {
        Output output = Output.standard();
        CommandLine line = line(jar).setOut(output.writer());
        int status = line.execute(arguments);
        line.getOut().flush();
        if (output.loss() != null) {
            line.getErr().println(NAME + "the output could not be written: " + output.loss());
            return Status.UNWRITTEN;
        }
        return status;
    }

    static CommandLine line(File jar) {
        CommandLine line = new CommandLine(new Cli()).setCommandName("java -jar " + jar.getName());
        for (Object command : new Object[] {new AttachCommand(jar), new StopCommand(), new StatsCommand(), new ModeCommand(),
            new ValidateCommand(), new HoldersCommand(), new ReportCommand(), new ReplayCommand()}) {
            line.addSubcommand(command);
        }
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setColorScheme(Help.defaultColorScheme(TerminalSize.colours()));
        line.getSubcommands().values().forEach(sub -> sub.getCommandSpec().mixinStandardHelpOptions(true));
        line.getSubcommands().get(AttachCommand.NAME).getCommandSpec().usageMessage().footerHeading("%nThe agent's options:%n")
                .footer(Options.help().toArray(String[]::new));
        line.setParameterExceptionHandler((e, arguments) -> {
            CommandLine at = e.getCommandLine();
            at.getErr().println(NAME + e.getMessage());
            at.getErr().println("'" + at.getCommandSpec().qualifiedName() + " --help' shows what is allowed.");
            return Status.USAGE;
        });
        line.setExecutionExceptionHandler((e, at, parsed) -> {
            if (e instanceof Refusal refusal) {
                at.getErr().println(NAME + refusal.getMessage());
                return refusal.status();
            }
            at.getErr().println(NAME + "a defect of this command:");
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            // The text may come from the other process, so control characters are escaped.
            trace.toString().lines().map(text -> text.replace('\t', ' ')).map(Quoting::plain).forEach(at.getErr()::println);
            return Status.DEFECT;
        });
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command was given; there are "
                + String.join(", ", spec.subcommands().keySet()));
    }
}
