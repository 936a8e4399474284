package io.pageconsistency.benchmarks.http;

import java.util.ArrayList;
import java.util.List;
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

/** Measures the processor time that the agent costs a server. */
@Command(name = "http", description = "Processor time a request of an HTTP server on Netty's pooled allocator: bare, and with the "
        + "agent.")
public final class HttpCommand implements Callable<Integer> {
    private static final String BARE = "bare";
    private static final String AGAIN = "bare-again";
    private static final String OFF = "agent-stacks-off";
    private static final String DEFAULT = "agent";
    private static final String SAMPLED = "agent-all-sampled";
    private static final String TEST = "agent-mode-test";
    private static final double BUDGET = 1.03;
    /** The largest cost of sampled guards on free memory. Allocators in C with the same feature have this goal. */
    private static final double SAMPLING_BUDGET = 1.005;
    private static final String SMALL = "GET, 256 B";
    private static final String LARGE = "GET, 32 KiB";
    private static final String ECHO = "POST, 8 KiB there and back";

    @Mixin
    private Measuring measuring;

    @Mixin
    private AgentJar agent;

    @Override
    public Integer call() throws Exception {
        Map<String, Double> budgets = Map.of(SMALL, BUDGET, LARGE, BUDGET, ECHO, BUDGET);
        measuring.print("HTTP server, Netty " + Version.identify().get("netty-codec-http").artifactVersion()
                + ", one thread, " + HttpLoad.CONNECTIONS + " connections that stay; processor time of its process a request",
                "request", rows(agent.path()), BARE,
                List.of(Comparison.plain("bare again", AGAIN, BARE),
                        Comparison.atMost("agent, stacks=off", OFF, BARE, budgets),
                        Comparison.atMost("agent, default", DEFAULT, BARE, budgets),
                        Comparison.atMost("poison, fences and handles sampled, over that", SAMPLED, DEFAULT,
                                Map.of(SMALL, SAMPLING_BUDGET, LARGE, SAMPLING_BUDGET, ECHO, SAMPLING_BUDGET)),
                        Comparison.plain("agent, mode=test", TEST, BARE)),
                new HttpForks(measuring.isQuick(), measuring.jvm()));
        return 0;
    }

    static List<Row> rows(String agent) {
        return List.of(row(SMALL, "GET", 256, agent), row(LARGE, "GET", 32 << 10, agent),
                row(ECHO, HttpForks.POST, 8 << 10, agent));
    }

    private static Row row(String title, String method, int body, String agent) {
        return new Row(title, Map.of(HttpForks.METHOD, method, HttpForks.BODY, Integer.toString(body)),
                List.of(variant(BARE), variant(AGAIN), variant(OFF, "-javaagent:" + agent + "=stacks=off"),
                        variant(DEFAULT, "-javaagent:" + agent),
                        variant(SAMPLED, "-javaagent:" + agent + "=poison=sampled,fence=sampled,handles=sampled"),
                        variant(TEST, "-javaagent:" + agent + "=mode=test")));
    }

    private static Variant variant(String name, String... jvmArguments) {
        List<String> arguments = new ArrayList<>(List.of("-Xms1g", "-Xmx1g"));
        arguments.addAll(List.of(jvmArguments));
        return new Variant(name, HttpServer.class.getName(), arguments);
    }
}
