package io.pageconsistency.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import io.pageconsistency.benchmarks.measuring.AgentJar;
import io.pageconsistency.benchmarks.measuring.Comparison;
import io.pageconsistency.benchmarks.measuring.Measuring;
import io.pageconsistency.benchmarks.measuring.Row;
import io.pageconsistency.benchmarks.measuring.Variant;
import io.pageconsistency.benchmarks.pairs.PageUser;
import io.pageconsistency.benchmarks.pairs.SegmentPair;

/** Measures a real pool over a memory segment: bare, described to the agent in several ways, and with calls of the API. */
@Command(name = "segments", description = "A page of a bitmap pool over a memory segment, taken and given back: bare, described to "
        + "the agent, and by the API. Needs a Java 22 or later to run this, and to have been built with one.")
final class SegmentCommand implements Callable<Integer> {
    private static final String BARE = "bare";
    private static final String AGAIN = "bare-again";
    private static final String UNDESCRIBED = "agent-without-description";
    private static final String API = "api";
    private static final String PAGES = "pages";
    private static final String IDENTITY = "pages-identity";
    private static final String NO_PAGES = "no-pages";
    private static final String NO_PAGES_IDENTITY = "no-pages-identity";
    private static final String ROW = "1 page";

    @Mixin
    private Measuring measuring;

    @Mixin
    private AgentJar agent;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("pools");
        try {
            List<Row> rows = rows(agent.path(), directory);
            if (rows.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "needs a Java " + PageUser.RELEASE
                        + " or later to run it, and to have been built with one");
            }
            measuring.print("A page from a bitmap pool over a memory segment and back, one thread", "pair of", rows, BARE,
                    comparisons());
        } finally {
            for (File each : directory.toFile().listFiles()) {
                Files.delete(each.toPath());
            }
            Files.delete(directory);
        }
        return 0;
    }

    /**
     * The rows; none if this Java has no memory segments.
     *
     * @param descriptions the directory to write the descriptions to
     */
    static List<Row> rows(String agent, Path descriptions) throws IOException {
        if (Runtime.version().feature() < PageUser.RELEASE || !isBuilt()) {
            return List.of();
        }
        return List.of(new Row(ROW, Map.of(), List.of(variant(BARE, "bitmapPool"),
                variant(AGAIN, "bitmapPool"),
                variant(UNDESCRIBED, "bitmapPool", "-javaagent:" + agent + "=stacks=off"),
                variant(API, "toldPool", "-javaagent:" + agent, "-D" + SegmentPair.AGENT + "=true"),
                described(PAGES, agent, descriptions, "page-size: this.pageSize"),
                described(IDENTITY, agent, descriptions, "page-size: this.pageSize", "handle: identity"),
                described(NO_PAGES, agent, descriptions),
                described(NO_PAGES_IDENTITY, agent, descriptions, "handle: identity"))));
    }

    private static boolean isBuilt() {
        return SegmentCommand.class.getResource("segment/BitmapPool.class") != null;
    }

    private static Variant described(String name, String agent, Path descriptions, String... more) throws IOException {
        List<String> lines = new ArrayList<>(List.of("pools:", "  - name: benchmark",
                "    class: " + SegmentPair.POOL, "    hand-out: acquire()",
                "    take-back: release(MemorySegment)"));
        for (String line : more) {
            lines.add("    " + line);
        }
        Path file = Files.write(descriptions.resolve(name + ".yaml"), lines);
        return variant(name, "bitmapPool", "-javaagent:" + agent, "-Dpageconsistency.pools=" + file,
                "-D" + SegmentPair.AGENT + "=true");
    }

    private static Variant variant(String name, String benchmark, String... jvmArguments) {
        List<String> arguments = new ArrayList<>(List.of("-Xms1g", "-Xmx1g"));
        arguments.addAll(List.of(jvmArguments));
        return Variant.of(SegmentPair.class, benchmark, arguments.toArray(String[]::new)).named(name);
    }

    private static List<Comparison> comparisons() {
        return List.of(Comparison.nanosMore("bare again", AGAIN, BARE, Map.of()),
                Comparison.nanosMore("agent, not described", UNDESCRIBED, BARE, Map.of()),
                more("by the API", API, 40), more("described", PAGES, 150),
                more("described, handle identity", IDENTITY, 150), more("described, no page size", NO_PAGES, 150),
                more("described, no page size, handle identity", NO_PAGES_IDENTITY, 150));
    }

    private static Comparison more(String title, String variant, double nanos) {
        return Comparison.nanosMore(title, variant, BARE, Map.of(ROW, nanos));
    }
}
