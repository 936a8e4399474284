package io.pageconsistency.benchmarks.measuring;

import java.io.IOException;

import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Forks that run one JMH benchmark. The figure is the median of the iterations, in processor time of the threads that execute the
 * benchmark.
 */
final class BenchmarkForks implements Forks {
    private static final String CLASS_PATH = "java.class.path";

    private final Effort effort;
    private final String jvm;
    private String machine = "";

    /** @param jvm the {@code java} to measure with, or null for the one that runs this */
    BenchmarkForks(Effort effort, String jvm) {
        this.effort = effort;
        this.jvm = jvm;
    }

    @Override
    public double run(Row row, Variant variant) throws IOException, RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + variant.benchmark().replace(".", "\\.") + "$")
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .forks(1)
                .threads(row.threads())
                .addProfiler(ProcessorTime.class)
                .warmupIterations(effort.warmups()).warmupTime(effort.warmup())
                .measurementIterations(effort.iterations()).measurementTime(effort.iteration())
                .jvmArgsAppend(variant.jvmArguments().toArray(String[]::new));
        if (jvm != null) {
            options.jvm(jvm);
        }
        row.parameters().forEach(options::param);
        RunResult result = runSingle(options.build(), row.library());
        BenchmarkParams params = result.getParams();
        machine = params.getVmName() + " " + params.getVmVersion();
        return Samples.median(result.getBenchmarkResults().stream()
                .map(BenchmarkResult::getIterationResults).flatMap(iterations -> iterations.stream())
                .mapToDouble(iteration -> iteration.getSecondaryResults().get(ProcessorTime.LABEL).getScore()));
    }

    /** JMH starts a fork with the class path in this property. */
    private static RunResult runSingle(Options options, OtherRelease library) throws IOException, RunnerException {
        String own = System.getProperty(CLASS_PATH);
        if (library != null) {
            System.setProperty(CLASS_PATH, library.classPath(own));
        }
        try {
            // What the forks print goes to standard error. Standard output gets the table alone.
            return new Runner(options, OutputFormatFactory.createFormatInstance(System.err, VerboseMode.SILENT)).runSingle();
        } finally {
            System.setProperty(CLASS_PATH, own);
        }
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
