package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Findings at the very end of a program, and conditions that could prevent its start or its end. */
@Tag("ends")
class EndingIT {
    private static final int VIOLATED = 70;
    private static final int MISCONFIGURED = 78;
    private static final int OWN = 3;
    private static final int FIRST_WITHOUT_SECURITY_MANAGERS = 24;
    private static final String FOUND = "at exit: 1 violation (1 DOUBLE_FREE), 1 follow-up";

    private static Finished atTheEnd(Launch launch, String how) {
        return launch.workload("AtTheEnd", "how=" + how);
    }

    static Stream<Arguments> policies() {
        return Launch.jdks().flatMap(jdk -> Stream.of(Arguments.arguments(jdk, "on-violation=report", 0),
                Arguments.arguments(jdk, "fail-on-exit=true", VIOLATED), Arguments.arguments(jdk, "on-violation=halt", VIOLATED)));
    }

    /** The last of all shutdown hooks makes the fault, after the recorder's hook and all others have ended. */
    @ParameterizedTest
    @MethodSource("policies")
    void findingsOfAHookAreWrittenAndDecideTheStatus(Platform jdk, String policy, int status) throws Exception {
        Path findings = Build.newRun("findings").resolve("findings.jsonl");
        Finished run = atTheEnd(Launch.of(jdk).agent(policy + ",findings=" + findings), "hook").exits(status);
        assertThat(run.blocks()).as(run.toString()).hasSize(1);
        // A halt does not wait for the thread at fault, so follow-ups of its fault may come after that line.
        List<String> exits = policy.endsWith("halt") ? List.of(FOUND, FOUND.replace("1 follow-up", "0 follow-ups")) : List.of(FOUND);
        assertThat(run.agentLines()).as(run.toString()).filteredOn(line -> line.startsWith("at exit: ")).last().isIn(exits);
        assertThat(findings).content().contains("\"kind\":\"DOUBLE_FREE\",\"sequence\":1,");
    }

    @ParameterizedTest
    @MethodSource(Launch.BOTH_JDKS)
    void aHaltAfterAViolationLeavesItInTheFile(Platform jdk) throws Exception {
        Path findings = Build.newRun("findings").resolve("findings.jsonl");
        atTheEnd(Launch.of(jdk).agent("findings=" + findings), "halt").exits(OWN);
        assertThat(findings).content().contains("\"kind\":\"DOUBLE_FREE\",\"sequence\":1,").endsWith("}\n");
    }

    /**
     * A launch whose standard error is a full pipe without a reader. Class data sharing is off, because newer virtual machines may
     * write warnings of their own, and nothing can keep them from waiting there.
     */
    private static Launch unread() {
        return Launch.of(Launch.oldest()).startedBy("sh", "-c", UNREAD_PIPE, "sh").with("-Xshare:off");
    }

    private static final String UNREAD_PIPE = "mkfifo pipe && exec 3<>pipe && head -c 65536 /dev/zero >&3 && exec \"$@\" 2>&3";

    @ParameterizedTest
    @CsvSource({"'fail-on-exit=true', hook, 70", "'on-violation=halt', hook, 70", "'', none, 0", "'no-such=option', none, 78",
            "'strict=true,disable=netty-pooled+netty-caches+netty-unpooled+netty-buffers+netty-channel', none, 78"})
    void endsEvenIfStandardErrorIsNotRead(String options, String how, int status) {
        assumeTrue(new File("/dev/zero").exists());
        atTheEnd(unread().agent(options), how).exits(status);
    }

    @Test
    void alsoWithASecondAgent() {
        assumeTrue(new File("/dev/zero").exists());
        atTheEnd(unread().agent().agent("stacks=off"), "none").exits(0);
    }

    /** A second agent without options does no harm. */
    @Test
    void aSecondAgentIsAnErrorOnlyWithOtherOptions() {
        atTheEnd(Launch.of(Launch.newest()).agent("strict=true").agent("strict=true"), "none").exits(0);
        Finished strict = atTheEnd(Launch.of(Launch.newest()).agent().agent("strict=true"), "none").exits(MISCONFIGURED);
        assertThat(strict.agentLines()).as(strict.toString()).anyMatch(line -> line.startsWith("strict: status 78, because an agent was"));
        Finished wrong = atTheEnd(Launch.of(Launch.newest()).agent().agent("no-such=option"), "none").exits(MISCONFIGURED);
        assertThat(wrong.agentLines()).as(wrong.toString()).anyMatch(line -> line.startsWith("option 'no-such' is unknown"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"findings", "recording", "config"})
    void aPipeIsRefused(String option) throws Exception {
        Path pipe = Build.newRun("pipe").resolve("pipe");
        assumeTrue(Child.works(List.of("mkfifo", pipe.toString())));
        Finished run = atTheEnd(Launch.of(Launch.oldest()).agent(option + "=" + pipe), "none").exits(MISCONFIGURED);
        assertThat(run.agentLines()).as(run.toString()).singleElement().asString().startsWith("option '" + option + "' cannot be '");
        if (!option.equals("config")) {
            Finished warned = atTheEnd(Launch.of(Launch.oldest()).agent("on-error=warn," + option + "=" + pipe), "none").exits(0);
            assertThat(warned.out()).contains("healthy");
            assertThat(warned.agentLines()).as(warned.toString())
                    .anyMatch(line -> line.startsWith("on-error=warn: there will be no " + option + ", because "));
        }
    }

    /** The JDK's default policy grants the agent nothing. */
    @Test
    void underASecurityManagerThatGrantsNothingTheProgramRuns() {
        Jdk jdk = Launch.oldest();
        assumeTrue(jdk.feature() < FIRST_WITHOUT_SECURITY_MANAGERS);
        Finished run = Launch.of(jdk).with("-Djava.security.manager").agent().classPath(Launch.programs().toString())
                .run("org.example.Idle").exits(0);
        assertThat(run.out()).contains("idle");
        assertThat(run.agentLines()).as(run.toString()).singleElement().asString().startsWith("not started, nothing is checked: ")
                .contains("AllPermission");
    }

    @Test
    void aRecordingWithViolationsIsNeverReplaced() {
        Path file = Build.newRun("kept").resolve("kept.jfr");
        Launch launch = Launch.of(Launch.newest()).agent("fail-on-exit=true,recording=" + file);
        atTheEnd(launch, "none").exits(0);
        assertThat(Recording.read(file).violations()).isEmpty();
        Finished faulty = Launch.of(Launch.newest()).agent("recording=" + file).workload("Scenarios", "names=run-freed-twice").exits(0);
        assertThat(faulty.agentLines()).as("replaces one without: %s", faulty).noneMatch(line -> line.contains("kept.1.jfr"));
        int violations = Recording.read(file).violations().size();
        assertThat(violations).isPositive();
        Finished next = atTheEnd(Launch.of(Launch.newest()).agent("recording=" + file), "none").exits(0);
        assertThat(next.agentLines()).as(next.toString())
                .contains(file + " has violations, so this run is recorded in " + file.resolveSibling("kept.1.jfr"));
        assertThat(Recording.read(file).violations()).hasSize(violations);
        assertThat(file.resolveSibling("kept.1.jfr")).isNotEmptyFile();
    }

    /** An environment variable loads the agent into these tools as well. */
    @Test
    void toolsOfTheJdkAreLeftAlone() throws Exception {
        Path directory = Build.newRun("tools");
        String options = "strict=true,no-such=option,recording=" + directory.resolve("tool.jfr");
        for (List<String> tool : List.of(List.of("jar", "--version"), List.of("javac", "-version"), List.of("jcmd", "-l"),
                List.of("keytool", "-help"), List.of("jshell", "--version"))) {
            Child child = tool(directory, options, tool);
            assertThat(child.status()).as(child.toString()).isZero();
            assertThat(child.out()).as(tool.toString()).noneMatch(line -> line.contains("[page-consistency]"));
            assertThat(child.err()).as(tool.toString()).noneMatch(line -> line.contains("[page-consistency]"));
        }
        assertThat(directory.resolve("tool.jfr")).doesNotExist();
    }

    /** A program that {@code java} compiles from its source, and one whose module has a name like the JDK's modules. */
    @Test
    void programsThatLookLikeToolsAreWatched() throws Exception {
        Path directory = Build.newRun("programs");
        Path source = Files.writeString(directory.resolve("Source.java"),
                "public class Source { public static void main(String[] args) { } }");
        isWatched(tool(directory, "", List.of("java", source.toString())));
        Path module = Files.copy(Build.workloads(), directory.resolve("jdk.workloads.jar"));
        isWatched(tool(directory, "", List.of("java", "-p", module.toString(), "-m", "jdk.workloads/io.pageconsistency.workloads.AtTheEnd")));
    }

    private static void isWatched(Child child) {
        child.status();
        assertThat(child.err()).anyMatch(line -> line.contains(": watching "));
    }

    private static Child tool(Path directory, String options, List<String> tool) {
        List<String> command = new ArrayList<>(List.of("env", "JAVA_TOOL_OPTIONS=-javaagent:" + Build.agent() + (options.isEmpty() ? ""
                : "=" + options), Launch.newest().tool(tool.get(0)).toString()));
        command.addAll(tool.subList(1, tool.size()));
        return Child.start(command, directory);
    }
}
