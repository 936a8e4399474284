package io.pageconsistency.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

import io.netty.util.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import io.pageconsistency.benchmarks.measuring.AgentJar;
import io.pageconsistency.benchmarks.measuring.Comparison;
import io.pageconsistency.benchmarks.measuring.Measuring;
import io.pageconsistency.benchmarks.measuring.OtherRelease;
import io.pageconsistency.benchmarks.measuring.Row;
import io.pageconsistency.benchmarks.measuring.Variant;
import io.pageconsistency.benchmarks.pairs.NettyPair;
import io.pageconsistency.benchmarks.pairs.NettyThreads;

/** Measures Netty's allocators without and with the agent, and with Netty's own leak detection. */
@Command(name = "netty", description = "Allocation and release of a direct buffer of Netty's allocators: bare, with the "
        + "agent, and with Netty's own leak detection.")
final class NettyCommand implements Callable<Integer> {
    /**
     * Small, so that all of the young generation has been touched before the measurement begins. Netty does not recycle buffer
     * objects on threads that are not its own, and the first touch of a page takes the system longer than forty buffers take Netty.
     */
    private static final String YOUNG = "-Xmn32m";
    /**
     * For several threads: no two objects share a cache line. Otherwise luck decides, when a fork begins, whether objects of two
     * threads do so, and each pair of the fork then takes twice to four times as long, with an agent and without.
     */
    private static final List<String> APART = List.of("-XX:ObjectAlignmentInBytes=128");
    private static final String BARE = "bare";
    private static final String OFF = "agent-stacks-off";
    private static final String DEFAULT = "agent";
    private static final String SOME_HANDLES = "agent-handles-sampled";
    private static final String ALL_HANDLES = "agent-handles-all";
    private static final String SIMPLE = "simple";
    private static final int LEAST = 256;
    private static final int MOST = 64 << 10;
    private static final int[] POOLED_SIZES = {LEAST, 16 << 10, 32 << 10, MOST};
    private static final int[] ADAPTIVE_SIZES = {64, LEAST, 4 << 10, MOST};
    private static final Set<Integer> ENDS = Set.of(LEAST, MOST);

    @Mixin
    private Measuring measuring;

    @Mixin
    private AgentJar agent;

    @Option(names = "--goals", description = "Only the rows and variants that the goals are told by; with --rounds 3 it takes twenty "
            + "minutes.")
    private boolean goals;

    @Override
    public Integer call() throws Exception {
        List<Work> works = works().stream().filter(work -> !goals || work.isOfGoals()).toList();
        List<Row> rows = works.stream().map(work -> work.row(variants(agent.path(), goals))).toList();
        measuring.print("Netty " + Version.identify().get("netty-buffer").artifactVersion()
                + " unless a row says another, allocation and release of a direct buffer, in processor time of the thread; in units of the "
                + "bare pair", "buffer", rows, BARE, comparisons(works));
        return 0;
    }

    static List<Row> rows(String agent) {
        return works().stream().map(work -> work.row(variants(agent, false))).toList();
    }

    private static List<Work> works() {
        List<Work> works = new ArrayList<>();
        for (NettyPair.Kind kind : List.of(NettyPair.Kind.CACHED, NettyPair.Kind.UNCACHED)) {
            for (int size : POOLED_SIZES) {
                works.add(new Work(kind, size, 1, false, null, 1.15, 1.2));
            }
        }
        for (int threads : new int[] {1, 2}) {
            for (int size : ADAPTIVE_SIZES) {
                works.add(new Work(NettyPair.Kind.ADAPTIVE, size, threads, false, null, 1.25, 1.25));
            }
        }
        for (int size : ADAPTIVE_SIZES) {
            works.add(new Work(NettyPair.Kind.ADAPTIVE, size, 2, true, null, 1.25, 1.25));
        }
        for (int threads : new int[] {1, 2}) {
            for (int size : ADAPTIVE_SIZES) {
                works.add(new Work(NettyPair.Kind.ADAPTIVE, size, threads, false, OtherRelease.NETTY_4_2_0, 1.5, 1.5));
            }
        }
        for (int size : new int[] {LEAST, MOST}) {
            works.add(new Work(NettyPair.Kind.UNPOOLED, size, 1, false, null, 0, 0));
        }
        return works;
    }

    private static List<Variant> variants(String agent, boolean goals) {
        List<Variant> variants = new ArrayList<>(List.of(variant(BARE, "disabled"),
                variant(OFF, "disabled", "-javaagent:" + agent + "=stacks=off", "-D" + NettyPair.AGENT + "=true"),
                variant(DEFAULT, "disabled", "-javaagent:" + agent, "-D" + NettyPair.AGENT + "=true"),
                variant(SIMPLE, SIMPLE)));
        if (!goals) {
            variants.addAll(List.of(
                    variant(SOME_HANDLES, "disabled", "-javaagent:" + agent + "=handles=sampled", "-D" + NettyPair.AGENT + "=true"),
                    variant(ALL_HANDLES, "disabled", "-javaagent:" + agent + "=handles=all", "-D" + NettyPair.AGENT + "=true"),
                    variant("advanced", "advanced"), variant("paranoid", "paranoid")));
        }
        return variants;
    }

    private static Variant variant(String name, String leakDetection, String... jvmArguments) {
        List<String> arguments = new ArrayList<>(List.of("-Xms1g", "-Xmx1g", YOUNG, "-Dio.netty.leakDetection.level=" + leakDetection));
        arguments.addAll(List.of(jvmArguments));
        return Variant.of(NettyPair.class, "allocateRelease", arguments.toArray(String[]::new)).named(name);
    }

    private static List<Comparison> comparisons(List<Work> works) {
        return List.of(
                Comparison.atMost("agent, stacks=off", OFF, BARE, budgets(works, Work::off)),
                Comparison.atMost("agent, default", DEFAULT, BARE, budgets(works, Work::asDelivered)),
                Comparison.plain("leak detection simple", SIMPLE, BARE),
                Comparison.atMost("agent, default / simple", DEFAULT, SIMPLE, budgets(works, work -> 1)),
                Comparison.plain("agent, handles=sampled", SOME_HANDLES, BARE),
                Comparison.plain("agent, handles=all", ALL_HANDLES, BARE),
                Comparison.plain("advanced", "advanced", BARE),
                Comparison.plain("paranoid", "paranoid", BARE));
    }

    /** Pooled allocators only: there is no goal for a buffer that has its own memory. */
    private static Map<String, Double> budgets(List<Work> works, ToDoubleFunction<Work> budget) {
        return works.stream().filter(Work::isPooled).collect(Collectors.toMap(Work::title, budget::applyAsDouble));
    }

    /**
     * The work that a row measures, and its goals.
     *
     * @param ofNetty whether the threads are of Netty's own kind
     * @param library another release of Netty, or null
     * @param off the largest ratio to the bare time without recorded stacks
     * @param asDelivered the largest ratio to the bare time with the agent's defaults
     */
    private record Work(NettyPair.Kind kind, int size, int threads, boolean ofNetty, OtherRelease library, double off,
            double asDelivered) {
        String title() {
            String users = threads == 1 ? "" : ", " + threads + (ofNetty ? " event loops" : " threads");
            return (size < 1 << 10 ? size + " B " : (size >> 10) + " KiB ") + kind.name().toLowerCase(Locale.ROOT)
                    + (library == null ? "" : ", " + library) + users;
        }

        boolean isPooled() {
            return kind != NettyPair.Kind.UNPOOLED;
        }

        /** Whether the row is one of those that show whether goals are reached. The other rows lie between these. */
        boolean isOfGoals() {
            return kind == NettyPair.Kind.ADAPTIVE && library == null || threads == 1 && ENDS.contains(size);
        }

        Row row(List<Variant> variants) {
            Row row = new Row(title(), Map.of("size", Integer.toString(size), "kind", kind.name()), threads, library, variants);
            Row apart = threads == 1 ? row : row.withArguments(APART);
            return ofNetty ? apart.withArguments(NettyThreads.ARGUMENTS) : apart;
        }
    }
}
