package io.pageconsistency.benchmarks;

import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Forks that run one benchmark of JMH; the figure is the median of the iterations. */
final class BenchmarkForks implements Forks {
    private final Effort effort;
    private final String jvm;
    private String machine = "";

    /** @param jvm the {@code java} to measure with, or null for the one that runs this */
    BenchmarkForks(Effort effort, String jvm) {
        this.effort = effort;
        this.jvm = jvm;
    }

    @Override
    public double run(Row row, Variant variant) throws RunnerException {
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

    @Override
    public String machine() {
        return machine;
    }

    @Override
    public String effort() {
        return effort.toString();
    }
}
