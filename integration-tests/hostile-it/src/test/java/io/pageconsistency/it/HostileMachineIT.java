package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Virtual machines with options that change how code runs, how memory is collected, or whether agents are allowed. */
@Tag("ends")
class HostileMachineIT {
    private static final int FIRST_WITHOUT_SECURITY_MANAGERS = 24;
    private static final int MISCONFIGURED = 78;
    private static final String[] FAULT = {"names=run-freed-twice"};

    /** Other tests run with G1. */
    static Stream<Arguments> flags() {
        Platform oldest = Platform.oldJdk(Platform.NEWEST_NETTY);
        Platform newest = Platform.newJdk(Platform.NEWEST_NETTY);
        return Stream.concat(
                Stream.of("-Xint", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:+UseParallelGC", "-XX:+UseZGC")
                        .map(flag -> Arguments.arguments(oldest, flag)),
                Stream.of("-Xint", "-Xverify:all", "-XX:+UseSerialGC", "-XX:+UseZGC", "-XX:+UseShenandoahGC")
                        .map(flag -> Arguments.arguments(newest, flag)));
    }

    /** Threads that hand buffers over, and pools that are dropped and collected. */
    @ParameterizedTest
    @MethodSource("flags")
    void healthyProgramsAreNotAccusedWithAnyFlag(Platform jdk, String flag) throws Exception {
        assumeTrue(accepts(jdk.jdk(), flag), "this JDK has no " + flag);
        Finished run = Launch.of(jdk).optimizing().with(flag).agent().workload("HealthyLoad", "steps=1999", "threads=3").exits(0);
        run.foundNothing().outcome("heldFound", run.outcome("heldExpected")).outcome("leaks", 0)
                .outcome("poolsLeft", 0).outcome("regionsLeft", 0);
    }

    private static boolean accepts(Jdk jdk, String flag) {
        return Child.works(List.of(jdk.tool("java").toString(), flag, "-version"));
    }

    static Stream<Arguments> flagsOfAgents() {
        return Stream.of(
                Arguments.arguments(Platform.oldJdk(Platform.NEWEST_NETTY), "-XX:+DisableAttachMechanism"),
                Arguments.arguments(Platform.newJdk(Platform.NEWEST_NETTY), "-XX:+DisableAttachMechanism"),
                Arguments.arguments(Platform.newJdk(Platform.NEWEST_NETTY), "-XX:-EnableDynamicAgentLoading"),
                Arguments.arguments(Platform.newJdk(Platform.NEWEST_NETTY), "--sun-misc-unsafe-memory-access=deny"));
    }

    @ParameterizedTest
    @MethodSource("flagsOfAgents")
    void worksFromTheStartWithEachRestriction(Platform jdk, String flag) {
        found(Launch.of(jdk).with(flag).agent().workload("Scenarios", FAULT));
        Launch.of(jdk).with(flag).agent().workload("CountedLoad", "allocations=9973").exits(0).foundNothing();
    }

    /** Expects a fault with direct memory and one with memory on the heap. */
    private static void found(Finished run) {
        run.exits(0).missedNothing().outcome("violations", 2).outcome("followUps", 2);
        assertThat(run.blocks()).as("one fault, on and off the heap").hasSize(1);
        assertThat(Verdict.covers(run)).hasSize(1);
    }

    static Stream<Arguments> variables() {
        return Launch.jdks().flatMap(jdk -> Stream.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")
                .map(name -> Arguments.arguments(jdk, name)));
    }

    @ParameterizedTest
    @MethodSource("variables")
    void fromTheEnvironment(Platform jdk, String variable) {
        Finished run = Launch.of(jdk).startedBy("env", variable + "=-javaagent:" + Build.agent() + "=stacks=all")
                .workload("Scenarios", FAULT);
        found(run);
        assertThat(run.err()).anyMatch(line -> line.contains("Picked up " + variable));
    }

    /**
     * An environment variable and the command line may both name the same agent. One works, and the other says that it does not.
     */
    @Test
    void givenTwiceTheFirstWorks() {
        Finished run = Launch.of(Launch.oldest()).startedBy("env", "JAVA_TOOL_OPTIONS=-javaagent:" + Build.agent()).agent()
                .workload("Scenarios", FAULT);
        found(run);
        assertThat(run.agentLines()).anyMatch(line -> line.contains("an agent is already active in this virtual machine"));
    }

    @Test
    void virtualThreadsByTheThousand() {
        for (String stacks : List.of("sampled", "all")) {
            Finished run = Launch.of(Launch.newest()).optimizing().agent("stacks=" + stacks).workload("VirtualThreads").exits(0);
            run.foundNothing().outcome("allocations", 4_999 * 11).outcome("leaks", 0);
        }
    }

    /** Most virtual threads have no name. */
    @Test
    void virtualThreadsAreToldApart() {
        Finished run = Launch.of(Launch.newest()).agent("stacks=all").workload("VirtualThreads", "threads=1", "rounds=1", "fault=true")
                .exits(0).outcome("violations", 1);
        String thread = "\"virtual #\\d+ on ForkJoinPool-1-worker-\\d+\".*";
        assertThat(run.err()).anyMatch(line -> line.matches("  thread +" + thread)).anyMatch(line -> line.matches("  freed by +" + thread))
                .anyMatch(line -> line.matches("  allocated by +" + thread));
    }

    /** Everything for the agent. The rest gets what Netty needs, but may neither get class loaders nor read or write files. */
    private static final String POLICY = """
            grant codeBase "file:%s" {
                permission java.security.AllPermission;
            };
            grant {
                permission java.util.PropertyPermission "*", "read,write";
                permission java.lang.RuntimePermission "accessClassInPackage.*";
                permission java.lang.RuntimePermission "accessDeclaredMembers";
                permission java.lang.RuntimePermission "reflectionFactoryAccess";
                permission java.lang.RuntimePermission "shutdownHooks";
                permission java.lang.reflect.ReflectPermission "suppressAccessChecks";
            };
            """;

    /** The agent runs in the middle of the application's calls, and must still have its own permissions. */
    @ParameterizedTest
    @ValueSource(strings = {"stacks=all", "stacks=all,on-violation=throw"})
    void underASecurityManagerThatAllowsTheApplicationLittle(String options) throws Exception {
        Jdk jdk = Launch.oldest();
        assumeTrue(jdk.feature() < FIRST_WITHOUT_SECURITY_MANAGERS);
        Path policy = Files.writeString(Build.newRun("policy").resolve("policy"), POLICY.formatted(Build.agent()));

        Verdict.healthy(secured(jdk, policy, options).run("org.example.Service"));
        Finished run = secured(jdk, policy, options).run("org.example.Service", "broken");
        if (options.contains("throw")) {
            assertThat(run.exit()).as(run.toString()).isOne();
            assertThat(run.err()).anyMatch(line -> line.contains("io.pageconsistency.PageConsistencyError: DOUBLE_FREE #1"));
        } else {
            Verdict.broken(run);
        }
        assertThat(run.recording().violations()).as(run.toString()).isNotEmpty();
        assertThat(run.err()).noneMatch(line -> line.contains("AccessControlException"));
    }

    private static Launch secured(Jdk jdk, Path policy, String options) {
        return Launch.of(jdk).with("-Djava.security.manager", "-Djava.security.policy==" + policy)
                .recorded(options + ",findings=DIR/findings,strict=true")
                .classPath(Launch.programs().toString(), Launch.jars("netty"));
    }

    /**
     * Small enough to be filled soon. The traffic before and after that needs up to 40 MB. The overhead limit is off, because from
     * JDK 25 on G1 would report a lack of memory only because it has worked for long, which depends on the machine.
     */
    private static final String[] SMALL_HEAP = {"-Xmx128m", "-XX:MaxDirectMemorySize=512m", "-XX:-UseGCOverheadLimit"};

    /**
     * Errors may come anywhere in the pool and in the agent. The program loses what they interrupted, but nothing may be reported
     * as a violation.
     */
    @ParameterizedTest
    @MethodSource(Launch.BOTH_JDKS)
    void withoutRoomOnHeapOrStackNothingIsAccused(Platform jdk) {
        Finished run = Launch.of(jdk).optimizing().with(SMALL_HEAP).agent().workload("Exhausted").exits(0);
        run.outcome("active", true).outcome("violations", 0).outcome("followUps", 0);
        run.outcome("allocations", 681);
        assertThat(Integer.parseInt(run.outcome("stack"))).isPositive();
        assertThat(Integer.parseInt(run.outcome("heap"))).isPositive();
        assertThat(run.blocks()).as(run.toString()).isEmpty();
        assertThat(run.err()).as("told of what it could not record: %s", run)
                .anyMatch(line -> line.startsWith("  agent errors  " + run.outcome("swallowedErrors") + ","));
    }

    /** In strict mode a message about unchecked operations is not enough. */
    @Test
    void inStrictModeUncheckedOperationsAreAnError() {
        Finished run = Launch.of(Launch.newest()).optimizing().with(SMALL_HEAP).agent("strict=true")
                .workload("Exhausted").exits(MISCONFIGURED);
        assertThat(run.agentLines()).as(run.toString())
                .anyMatch(line -> line.matches("strict: status 78, because not checked: what \\d+ errors? inside the agent interrupted.*"));
    }
}
