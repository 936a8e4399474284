package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers and clients that do nothing wrong, over stacks that applications use, and with requests that end in every way: nothing may
 * be said of them.
 */
class StacksIT {
    private static final String DEFAULTS = "strict=true";
    private static final String EVERYTHING = "strict=true,handles=all,stacks=all";

    private enum Stack {
        REACTOR_NETTY("ReactorNettyLoad", "reactor-netty"), VERTX("VertxLoad", "vertx"), GRPC("GrpcLoad", "grpc");

        private final String program;
        private final String jars;

        Stack(String program, String jars) {
            this.program = program;
            this.jars = jars;
        }
    }

    static Stream<Arguments> healthy() {
        Stream<Arguments> onTheOldestJdk = Stream.of(Stack.values()).flatMap(stack -> Stream.of(DEFAULTS, EVERYTHING)
                .map(options -> Arguments.of(stack, options, Platform.Generation.OLDEST_JDK)));
        return Stream.concat(onTheOldestJdk, Stream.of(Arguments.of(Stack.GRPC, EVERYTHING, Platform.Generation.NEWEST_JDK)));
    }

    @ParameterizedTest
    @MethodSource("healthy")
    void requestsThatEndInEveryWayAreSilent(Stack stack, String options, Platform.Generation jdk) {
        int rounds = Integer.getInteger("it.rounds");

        Finished run = Java.of(jdk).and(Path.of(System.getProperty("it.programs"))).and(stack.jars)
                // Reactor Netty and Vert.x use the allocator that Netty takes unasked; gRPC has pools of its own.
                .with("-Dio.netty.allocator.type=pooled").agent(options).run(stack.program, "rounds=" + rounds);

        run.exits(0).foundNothing().outcome("suspects", 0).outcome("leaks", 0);
        for (String ending : List.of("answered", "cancelled", "reset", "expired")) {
            assertThat(Integer.parseInt(run.outcome(ending))).as(ending).isGreaterThanOrEqualTo(40 * rounds);
        }
        assertThat(Long.parseLong(run.outcome("handOuts"))).as("of pools").isGreaterThan(1_000L * rounds);
        assertThat(run.agentLines()).anyMatch(line -> line.startsWith("netty-pooled covers "));
    }
}
