package io.pageconsistency.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import io.netty.util.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import io.pageconsistency.benchmarks.measuring.AgentJar;
import io.pageconsistency.benchmarks.measuring.Comparison;
import io.pageconsistency.benchmarks.measuring.Measuring;
import io.pageconsistency.benchmarks.measuring.Row;
import io.pageconsistency.benchmarks.measuring.Variant;
import io.pageconsistency.benchmarks.pairs.NettyPair;

/**
 * Measures what one poisoned piece, one fence and one handle that is kept from reuse cost.
 *
 * <p>With {@code sampled} each of them has a budget a second. So what samples cost a server is at most the sum of these figures times
 * their budgets. A server under load shows less exactly what that is, because it varies by more from second to second.
 */
@Command(name = "samples", description = "Processor time of one poisoned piece, one fence and one handle kept from reuse: Netty buffers "
        + "that are written as a whole, all of them guarded, beside the agent as delivered. Fences need a Java 22 or later.")
final class SamplesCommand implements Callable<Integer> {
    private static final String AGENT = "agent";
    private static final String POISON = "poison=all";
    private static final String FENCE = "fence=all";
    private static final String HANDLES = "handles=all";
    /** With {@code fence=sampled} no more than this is fenced of a piece. */
    private static final int FENCED = 32 << 10;

    @Mixin
    private Measuring measuring;

    @Mixin
    private AgentJar agent;

    @Override
    public Integer call() throws Exception {
        measuring.print("Netty " + Version.identify().get("netty-buffer").artifactVersion() + ", allocation of a direct buffer, a write of "
                + "all its bytes, and its release, in processor time of the thread; what each sample adds to the agent as delivered", "buffer",
                rows(agent.path()), AGENT, List.of(Comparison.plain("agent again", "again", AGENT), more("one poisoned piece", POISON),
                        more("one fence", FENCE), more("one handle kept from reuse", HANDLES)));
        return 0;
    }

    private static Comparison more(String title, String variant) {
        return Comparison.nanosMore(title, variant, AGENT, Map.of());
    }

    static List<Row> rows(String agent) {
        List<Row> rows = new ArrayList<>();
        for (NettyPair.Kind kind : List.of(NettyPair.Kind.CACHED, NettyPair.Kind.ADAPTIVE)) {
            for (int size : new int[] {256, 8 << 10, FENCED}) {
                String title = (size < 1 << 10 ? size + " B " : (size >> 10) + " KiB ") + kind.name().toLowerCase(Locale.ROOT);
                rows.add(new Row(title, Map.of("size", Integer.toString(size), "kind", kind.name()), List.of(variant(AGENT, agent),
                        variant("again", agent), variant(POISON, agent + "=" + POISON), variant(FENCE, agent + "=" + FENCE),
                        variant(HANDLES, agent + "=" + HANDLES))));
            }
        }
        return rows;
    }

    private static Variant variant(String name, String agent) {
        return Variant.of(NettyPair.class, "allocateWriteRelease", "-Xms1g", "-Xmx1g", "-Dio.netty.leakDetection.level=disabled",
                "-D" + NettyPair.AGENT + "=true", "-javaagent:" + agent).named(name);
    }
}
