package io.pageconsistency.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import io.pageconsistency.benchmarks.http.HttpCommand;
import io.pageconsistency.benchmarks.http.SamplingCommand;
import io.pageconsistency.benchmarks.startup.StartUpCommand;

/** The command line of the benchmarks. Each command prints one table. */
@Command(name = "benchmarks", mixinStandardHelpOptions = true, subcommands = {LedgerCommand.class, NettyCommand.class,
        TrackedPoolCommand.class, SegmentCommand.class, NativeCommand.class, ScanCommand.class, DirectoryCommand.class,
        StartUpCommand.class, HttpCommand.class, SamplingCommand.class, SamplesCommand.class, CountCommand.class, MemoryCommand.class},
        description = "What checking costs, side by side. Each command prints one Markdown table. "
                + "For single benchmarks with JMH's own options run org.openjdk.jmh.Main from the same jar.")
public final class Benchmarks {
    public Benchmarks() {
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Benchmarks()).execute(arguments));
    }
}
