package io.pageconsistency.benchmarks;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures variants in rounds, each variant in a fork of its own in every round.
 *
 * <p>JMH runs all forks of a benchmark before the next benchmark's, so on a machine whose speed drifts two variants are
 * never measured under the same conditions. Here the forks of a row stand next to each other, and a ratio is always one of
 * two forks of the same round; the median over the rounds then has a spread that says how far to trust it.
 */
final class Rounds {
    private final int rounds;
    private final Effort effort;
    private final String jvm;
    private final PrintStream progress;
    private String machine = "";

    /** @param jvm the {@code java} to measure with, or null for the one that runs this */
    Rounds(int rounds, Effort effort, String jvm, PrintStream progress) {
        this.rounds = rounds;
        this.effort = effort;
        this.jvm = jvm;
        this.progress = progress;
    }

    Samples measure(List<Row> rows) throws RunnerException {
        Samples samples = new Samples();
        int forks = rows.stream().mapToInt(row -> row.variants().size()).sum() * rounds;
        int fork = 0;
        for (int round = 0; round < rounds; round++) {
            for (Row row : rows) {
                List<Variant> variants = new ArrayList<>(row.variants());
                // Another order each round: what the first fork of a row suffers is not always the same variant's.
                Collections.rotate(variants, round);
                for (Variant variant : variants) {
                    double nanos = run(row, variant);
                    samples.add(row, variant, round, nanos);
                    progress.printf("%d/%d  round %d, %s, %s: %.1f ns, load %.1f%n", ++fork, forks, round + 1, row.title(),
                            variant.name(), nanos, ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
                }
            }
        }
        return samples;
    }

    /** What was measured with, in words; known once something was measured. */
    String machine() {
        return machine + "; " + Runtime.getRuntime().availableProcessors() + " processors; "
                + rounds + (rounds == 1 ? " round, " : " rounds, ") + effort;
    }

    private double run(Row row, Variant variant) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + variant.benchmark().replace(".", "\\.") + "$")
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .forks(1)
                .threads(1)
                .warmupIterations(effort.warmups()).warmupTime(effort.warmup())
                .measurementIterations(effort.iterations()).measurementTime(effort.iteration())
                .jvmArgsAppend(variant.jvmArguments().toArray(String[]::new));
        if (jvm != null) {
            options.jvm(jvm);
        }
        row.parameters().forEach(options::param);
        RunResult result = new Runner(options.build()).runSingle();
        BenchmarkParams params = result.getParams();
        machine = params.getVmName() + " " + params.getVmVersion();
        return Samples.median(result.getBenchmarkResults().stream()
                .map(BenchmarkResult::getIterationResults).flatMap(iterations -> iterations.stream())
                .mapToDouble(iteration -> iteration.getPrimaryResult().getScore()));
    }
}
