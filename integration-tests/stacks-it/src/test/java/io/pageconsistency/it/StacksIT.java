package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Correct servers and clients over stacks that applications use, with requests that end in every way. There must be no finding. */
@Tag("matrix")
class StacksIT {
    private static final String DEFAULTS = "strict=true";
    private static final String EVERYTHING = "strict=true,handles=all,stacks=all";

    private enum Stack {
        REACTOR_NETTY("ReactorNettyLoad", "reactor-netty", "netty-adaptive"), VERTX("VertxLoad", "vertx", "netty-adaptive"),
        ARMERIA("ArmeriaLoad", "armeria", "netty-adaptive"),
        /** gRPC creates its own pools, whatever Netty's default allocator is. */
        GRPC("GrpcLoad", "grpc", "netty-pooled"), GRPC_SHADED("GrpcLoad", "grpc-shaded", "netty-pooled");

        private final String program;
        private final String jars;
        /** The module that covers the stack's default allocator. */
        private final String module;

        Stack(String program, String jars, String module) {
            this.program = program;
            this.jars = jars;
            this.module = module;
        }
    }

    /** Each stack with its own allocator. Stacks that use Netty's default also run with Netty's older allocator. */
    static Stream<Arguments> healthy() {
        Stream<Arguments> unasked = Stream.of(Stack.values())
                .map(stack -> Arguments.of(stack, stack.module, DEFAULTS, Platform.Generation.OLDEST_JDK));
        Stream<Arguments> asked = Stream.of(Stack.REACTOR_NETTY, Stack.VERTX, Stack.GRPC)
                .map(stack -> Arguments.of(stack, "netty-pooled", EVERYTHING, Platform.Generation.OLDEST_JDK));
        Stream<Arguments> onTheNewestJdk = Stream.of(Stack.GRPC, Stack.VERTX)
                .map(stack -> Arguments.of(stack, stack.module, EVERYTHING, Platform.Generation.NEWEST_JDK));
        return Stream.of(unasked, asked, onTheNewestJdk).flatMap(each -> each);
    }

    @ParameterizedTest
    @MethodSource("healthy")
    void requestsThatEndInAnyWayHaveNoFindings(Stack stack, String module, String options, Platform.Generation jdk) {
        int rounds = Integer.getInteger("it.rounds");
        Java java = Java.of(jdk).optimizing().and(Path.of(System.getProperty("it.programs"))).and(stack.jars).agent(options);

        Finished run = (module.equals(stack.module) ? java : java.with("-Dio.netty.allocator.type=pooled"))
                .run(stack.program, "rounds=" + rounds);

        run.exits(0).foundNothing().outcome("suspects", 0).outcome("leaks", 0);
        for (String ending : List.of("answered", "cancelled", "reset", "expired")) {
            assertThat(Integer.parseInt(run.outcome(ending))).as(ending).isGreaterThanOrEqualTo(40 * rounds);
        }
        assertThat(Long.parseLong(run.outcome("handOuts"))).as("of pools").isGreaterThan(1_000L * rounds);
        assertThat(run.agentLines()).anyMatch(line -> line.startsWith(module + " covers ")).noneMatch(line -> line.contains("NOT cover"));
    }
}
