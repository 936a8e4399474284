package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Other agents in the same virtual machine that change the same classes, before ours and after it. */
@Tag("ends")
class OtherAgentsIT {
    static Stream<Arguments> orders() {
        return Launch.jdks().flatMap(jdk -> Stream.of(true, false).map(first -> Arguments.arguments(jdk, first)));
    }

    private static Launch both(Platform jdk, boolean oursFirst, String other) {
        Launch launch = Launch.of(jdk);
        return oursFirst ? launch.agent().with(other) : launch.with(other).agent();
    }

    /** JaCoCo adds a field and a method to every class, including Netty's. */
    @ParameterizedTest
    @MethodSource("orders")
    void jacoco(Platform jdk, boolean oursFirst) {
        String jacoco = "-javaagent:" + Launch.jar("jacoco", "org.jacoco.agent-") + "=destfile=DIR/jacoco.exec";
        String[] path = {Launch.programs().toString(), Launch.jars("netty")};
        Verdict.healthy(both(jdk, oursFirst, jacoco).classPath(path).run("org.example.Service"));
        Finished run = both(jdk, oursFirst, jacoco).classPath(path).run("org.example.Service", "broken");
        Verdict.broken(run);
        assertThat(run.recordingFile().resolveSibling("jacoco.exec")).as("its own result").isNotEmptyFile();
    }

    static Stream<Arguments> waysOfMockito() {
        return Stream.concat(orders().map(order -> Arguments.arguments(order.get()[0], order.get()[1], false)),
                Launch.jdks().map(jdk -> Arguments.arguments(jdk, true, true)));
    }

    /** Mockito's inline mock maker retransforms the pool's classes while they are in use. */
    @ParameterizedTest
    @MethodSource("waysOfMockito")
    void mockito(Platform jdk, boolean oursFirst, boolean attachesItself) {
        Launch launch = attachesItself ? Launch.of(jdk).agent()
                : both(jdk, oursFirst, "-javaagent:" + Launch.jar("mockito", "mockito-core-"));
        Finished run = launch.classPath(Launch.programs().toString(), Launch.jars("netty"), Launch.jars("mockito"))
                .run("org.example.Mocking", "broken");
        assertThat(run.out()).as(run.toString()).contains("MOCKED capacity=13 of 1001 spied=3001");
        Verdict.broken(run);
    }

    /** OpenTelemetry takes seconds to start, so not all combinations are tried. */
    static Stream<Arguments> ordersOfOpenTelemetry() {
        return orders().filter(order -> order.get()[0].equals(Platform.newJdk(Platform.NEWEST_NETTY)) || (boolean) order.get()[1]);
    }

    /** OpenTelemetry rewrites Netty's HTTP pipeline, and has a hundred other instrumentations. */
    @ParameterizedTest
    @MethodSource("ordersOfOpenTelemetry")
    void openTelemetry(Platform jdk, boolean oursFirst) {
        Path jar = Launch.jar("opentelemetry", "opentelemetry-javaagent-");
        Launch launch = both(jdk, oursFirst, "-javaagent:" + jar).with("-Dotel.metrics.exporter=none",
                "-Dotel.logs.exporter=none", "-Dotel.traces.exporter=console");
        Finished run = launch.workload("HttpLoad", "requests=101", "clients=3").exits(0);
        run.foundNothing().outcome("answers", 3 * 101).outcome("leaks", 0);
        List<String> spans = run.err().stream().filter(line -> line.contains("LoggingSpanExporter")).toList();
        assertThat(spans).as("its own result, %s", run).hasSizeGreaterThan(101);
        Finished broken = both(jdk, oursFirst, "-javaagent:" + jar).with("-Dotel.sdk.disabled=true")
                .classPath(Launch.programs().toString(), Launch.jars("netty")).run("org.example.Service", "broken");
        Verdict.broken(broken);
    }
}
