package io.pageconsistency.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import io.pageconsistency.benchmarks.measuring.AgentJar;
import io.pageconsistency.benchmarks.measuring.Comparison;
import io.pageconsistency.benchmarks.measuring.Measuring;
import io.pageconsistency.benchmarks.measuring.Row;
import io.pageconsistency.benchmarks.measuring.Variant;
import io.pageconsistency.benchmarks.pairs.NativeMemoryPair;
import io.pageconsistency.benchmarks.pairs.NativePair;

/** Measures the JDK's native memory without and with the agent. */
@Command(name = "native", description = "Allocation and freeing of native memory by the JDK itself: bare, and with the agent. "
        + "Arenas need a Java 22 or later to run this.")
final class NativeCommand implements Callable<Integer> {
    private static final String BARE = "bare";
    private static final String AGAIN = "bare-again";
    private static final String WITHOUT = "agent-without-ground";
    private static final String DEFAULT = "agent";
    private static final double BUDGET = 1.10;
    private static final String BUFFER = "allocateDirect of 64 KiB, freed by its cleaner";
    private static final String ARENA = "Arena.ofConfined, 64 KiB, close";
    private static final Map<String, String> SIZE = Map.of("size", "65536");

    @Mixin
    private Measuring measuring;

    @Mixin
    private AgentJar agent;

    @Override
    public Integer call() throws Exception {
        List<Row> rows = rows(agent.path());
        Map<String, Double> budgets = Map.of(BUFFER, BUDGET, ARENA, BUDGET);
        measuring.print("Native memory, allocation and freeing, one thread; in units of the bare pair", "memory", rows, BARE,
                List.of(Comparison.plain("bare again", AGAIN, BARE), Comparison.plain("agent, disable=ground", WITHOUT, BARE),
                        Comparison.atMost("agent, default", DEFAULT, BARE, budgets)));
        return 0;
    }

    static List<Row> rows(String agent) {
        List<Row> rows = new ArrayList<>();
        rows.add(row(BUFFER, "directBuffer", agent));
        if (Runtime.version().feature() >= NativePair.ARENAS) {
            rows.add(row(ARENA, "confinedArena", agent));
        }
        rows.add(new Row("the hooks alone", SIZE, List.of(Variant.of(NativeMemoryPair.class, "hooks", "-Xms1g", "-Xmx1g").named(BARE))));
        return rows;
    }

    private static Row row(String title, String benchmark, String agent) {
        return new Row(title, SIZE, List.of(variant(BARE, benchmark), variant(AGAIN, benchmark),
                variant(WITHOUT, benchmark, "-javaagent:" + agent + "=disable=ground"),
                variant(DEFAULT, benchmark, "-javaagent:" + agent, "-D" + NativePair.GROUND + "=true")));
    }

    private static Variant variant(String name, String benchmark, String... jvmArguments) {
        List<String> arguments = new ArrayList<>(List.of("-Xms1g", "-Xmx1g"));
        arguments.addAll(List.of(jvmArguments));
        return Variant.of(NativePair.class, benchmark, arguments.toArray(String[]::new)).named(name);
    }
}
