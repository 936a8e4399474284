package io.pageconsistency.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import io.pageconsistency.benchmarks.measuring.Row;
import io.pageconsistency.benchmarks.measuring.Variant;

/**
 * Runs every benchmark of the commands once in this virtual machine. Each must exist and end without an error; nothing is measured.
 */
@Tag("ends")
class SmokeTest {
    @ParameterizedTest
    @MethodSource
    void runs(Row row, Variant variant) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + variant.benchmark().replace(".", "\\.") + "$")
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(5));
        row.parameters().forEach(options::param);

        Collection<RunResult> results = new Runner(options.build()).run();

        assertThat(results).singleElement()
                .satisfies(result -> assertThat(result.getPrimaryResult().getScore()).isPositive());
    }

    @TempDir
    private static Path directory;

    static Stream<Object[]> runs() throws IOException {
        Stream<Object[]> ledger = Stream.of(LedgerCommand.rows(), TrackedPoolCommand.rows(), ScanCommand.rows(), CountCommand.rows(),
                DirectoryCommand.rows()).flatMap(List::stream)
                .flatMap(row -> row.variants().stream().map(variant -> new Object[] {row, variant}));
        // Only arguments of the virtual machine tell the variants of a row apart, and this test cannot change its own.
        Stream<Row> bare = Stream.of(NettyCommand.rows("unused"), NativeCommand.rows("unused"),
                SegmentCommand.rows("unused", directory)).flatMap(List::stream);
        return Stream.concat(ledger, bare.map(row -> new Object[] {row, row.variants().get(0)}));
    }
}
