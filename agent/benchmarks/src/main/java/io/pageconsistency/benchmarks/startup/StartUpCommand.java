package io.pageconsistency.benchmarks.startup;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import io.pageconsistency.benchmarks.measuring.AgentJar;
import io.pageconsistency.benchmarks.measuring.MarkdownTable;
import io.pageconsistency.benchmarks.measuring.Samples;

/** Measures what the agent adds to a program's start, compared with an agent that does nothing. */
@Command(name = "startup", description = "Processor time until the end of a program that does next to nothing, with this agent, "
        + "with one that does nothing, and with none.")
public final class StartUpCommand implements Callable<Integer> {
    private static final double NANOS_A_MILLI = 1e6;
    private static final double BUDGET_MILLIS = 400;
    private static final int QUICK_ROUNDS = 2;

    @Mixin
    private AgentJar agent;

    @Option(names = "--rounds", defaultValue = "21", paramLabel = "<n>",
            description = "How often everything is measured (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--quick", description = "Two rounds: shows that everything runs, measures little.")
    private boolean quick;

    @Option(names = "--jvm", paramLabel = "<java>", description = "The java to measure with (default: the one that runs this).")
    private String jvm = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @Spec
    private CommandSpec spec;

    /** The milliseconds of one program by round: with no agent, with the empty agent, and with ours. */
    private record Times(double[] none, double[] empty, double[] ours) {
        Times(int rounds) {
            this(new double[rounds], new double[rounds], new double[rounds]);
        }

        double[] cost() {
            return IntStream.range(0, ours.length).mapToDouble(round -> ours[round] - empty[round]).sorted().toArray();
        }
    }

    @Override
    public Integer call() throws Exception {
        int times = quick ? QUICK_ROUNDS : rounds;
        if (times < 1) {
            throw new ParameterException(spec.commandLine(), "option '--rounds' cannot be " + rounds + "; allowed: 1 or more");
        }
        Path directory = Files.createTempDirectory("empty-agent");
        Path emptyAgent = EmptyAgent.jar(directory);
        try {
            List<String> programs = List.of(Started.NOTHING, Started.NETTY);
            List<Times> measured = measure(programs, times, emptyAgent);
            print(programs, measured, times);
        } finally {
            Files.delete(emptyAgent);
            Files.delete(directory);
        }
        return 0;
    }

    /**
     * Runs every variant once a round. The order changes each round, so that a disturbance does not always hit the same variant.
     */
    private List<Times> measure(List<String> programs, int times, Path emptyAgent) throws IOException, InterruptedException {
        List<Times> all = programs.stream().map(program -> new Times(times)).toList();
        for (int round = 0; round < times; round++) {
            for (int i = 0; i < programs.size(); i++) {
                List<Integer> order = new ArrayList<>(List.of(0, 1, 2));
                Collections.rotate(order, round);
                for (int variant : order) {
                    double millis = run(programs.get(i), switch (variant) {
                        case 0 -> List.of();
                        case 1 -> List.of("-javaagent:" + emptyAgent);
                        default -> List.of("-javaagent:" + agent.path());
                    });
                    List.of(all.get(i).none, all.get(i).empty, all.get(i).ours).get(variant)[round] = millis;
                    System.err.printf("round %d/%d, %s, %s: %.0f ms, load %.1f%n", round + 1, times, programs.get(i),
                            List.of("no agent", "an empty agent", "the agent").get(variant), millis,
                            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
                }
            }
        }
        return all;
    }

    private double run(String program, List<String> agents) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(jvm));
        command.addAll(agents);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Started.class.getName(), program));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        List<String> lines = process.inputReader().lines().toList();
        int status = process.waitFor();
        if (status != 0 || lines.size() != 1) {
            throw new IOException(String.join(" ", command) + " ended with " + status + " and printed " + lines);
        }
        boolean checked = lines.get(0).startsWith(Started.CHECKED);
        if (checked == agents.stream().noneMatch(option -> option.contains(agent.name()))) {
            throw new IOException(String.join(" ", command) + " was to be checked, or not to be, but was not so");
        }
        return Long.parseLong(lines.get(0).substring(Started.CHECKED.length())) / NANOS_A_MILLI;
    }

    private void print(List<String> programs, List<Times> measured, int times) throws IOException, InterruptedException {
        System.out.println("Processor time of a whole start, in ms; " + version() + "; "
                + Runtime.getRuntime().availableProcessors() + " processors; " + times + " rounds.");
        System.out.println();
        System.out.println(MarkdownTable.line(Stream.of("program", "no agent", "empty agent", "agent",
                "agent − empty agent (least–most)")));
        System.out.println(MarkdownTable.line(Stream.of("---", "---:", "---:", "---:", "---:")));
        for (int i = 0; i < programs.size(); i++) {
            Times row = measured.get(i);
            double[] cost = row.cost();
            double median = Samples.median(Arrays.stream(cost));
            String shown = millis(median);
            System.out.println(MarkdownTable.line(Stream.of(programs.get(i), median(row.none), median(row.empty),
                    median(row.ours), (median > BUDGET_MILLIS ? "**" + shown + "**" : shown) + " (" + millis(cost[0]) + "–"
                            + millis(cost[cost.length - 1]) + ") ≤ " + millis(BUDGET_MILLIS))));
        }
        System.out.println();
    }

    private static String median(double[] millis) {
        return millis(Samples.median(Arrays.stream(millis)));
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, "%.0f", millis);
    }

    private String version() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(jvm, "-version").redirectErrorStream(true).start();
        List<String> lines = process.inputReader().lines().toList();
        process.waitFor();
        return lines.get(lines.size() - 1);
    }
}
