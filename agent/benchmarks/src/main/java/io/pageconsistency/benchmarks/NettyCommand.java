package io.pageconsistency.benchmarks;

import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import io.netty.util.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Netty's pooled allocator without and with the agent, and with Netty's own leak detection. */
@Command(name = "netty", description = "Allocation and release of a direct buffer of Netty's pooled allocator: bare, with the "
        + "agent, and with Netty's own leak detection.")
final class NettyCommand implements Callable<Integer> {
    private static final String BARE = "bare";
    private static final String OFF = "agent-stacks-off";
    private static final String DEFAULT = "agent";
    private static final String SOME_HANDLES = "agent-handles-sampled";
    private static final String ALL_HANDLES = "agent-handles-all";
    private static final int[] SIZES = {256, 16 << 10, 32 << 10, 64 << 10};

    @Mixin
    private Measuring measuring;

    @Option(names = "--agent", required = true, paramLabel = "<jar>", description = "The agent's jar.")
    private File agent;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (!agent.isFile()) {
            throw new ParameterException(spec.commandLine(), "no such file: " + agent);
        }
        List<Row> rows = rows(agent.getAbsolutePath());
        measuring.print("Netty " + Version.identify().get("netty-buffer").artifactVersion()
                + ", pooled direct allocation and release, one thread; in units of the bare pair", "buffer", rows, BARE,
                comparisons(rows));
        return 0;
    }

    static List<Row> rows(String agent) {
        List<Row> rows = new ArrayList<>();
        for (boolean cache : new boolean[] {true, false}) {
            for (int size : SIZES) {
                rows.add(new Row((size < 1 << 10 ? size + " B" : (size >> 10) + " KiB") + (cache ? " cached" : " uncached"),
                        Map.of("size", Integer.toString(size), "cache", Boolean.toString(cache)), variants(agent)));
            }
        }
        return rows;
    }

    private static List<Variant> variants(String agent) {
        return List.of(variant(BARE, "disabled"),
                variant(OFF, "disabled", "-javaagent:" + agent + "=stacks=off", "-D" + NettyPair.AGENT + "=true"),
                variant(DEFAULT, "disabled", "-javaagent:" + agent, "-D" + NettyPair.AGENT + "=true"),
                variant(SOME_HANDLES, "disabled", "-javaagent:" + agent + "=handles=sampled", "-D" + NettyPair.AGENT + "=true"),
                variant(ALL_HANDLES, "disabled", "-javaagent:" + agent + "=handles=all", "-D" + NettyPair.AGENT + "=true"),
                variant("simple", "simple"), variant("advanced", "advanced"), variant("paranoid", "paranoid"));
    }

    private static Variant variant(String name, String leakDetection, String... jvmArguments) {
        List<String> arguments = new ArrayList<>(List.of("-Xms1g", "-Xmx1g", "-Dio.netty.leakDetection.level=" + leakDetection));
        arguments.addAll(List.of(jvmArguments));
        return Variant.of(NettyPair.class, "allocateRelease", arguments.toArray(String[]::new)).named(name);
    }

    private static List<Comparison> comparisons(List<Row> rows) {
        return List.of(
                Comparison.atMost("agent, stacks=off", OFF, BARE, budget(rows, 1.25)),
                Comparison.atMost("agent, default", DEFAULT, BARE, budget(rows, 1.35)),
                Comparison.plain("agent, handles=sampled", SOME_HANDLES, BARE),
                Comparison.plain("agent, handles=all", ALL_HANDLES, BARE),
                Comparison.plain("leak detection simple", "simple", BARE),
                Comparison.plain("advanced", "advanced", BARE),
                Comparison.plain("paranoid", "paranoid", BARE));
    }

    private static Map<String, Double> budget(List<Row> rows, double budget) {
        Map<String, Double> budgets = new HashMap<>();
        rows.forEach(row -> budgets.put(row.title(), budget));
        return budgets;
    }
}
