package io.pageconsistency.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.pageconsistency.api.PageConsistency;

/** A described pool in a virtual machine of its own. */
class DescribedIT {
    private static final int HALTED = 70;
    private static final int MISCONFIGURED = 78;

    @TempDir
    private File directory;
    private Path description;

    @BeforeEach
    void describe() throws Exception {
        description = Files.writeString(directory.toPath().resolve("pools.yaml"), Buffers.description());
    }

    private Jvm run(Class<?> program, String options, String... arguments) throws Exception {
        return Jvm.run(directory, program, List.of("-javaagent:" + Jar.FILE + "=pools=" + description + options), arguments);
    }

    /** What was out before the agent came accuses nobody, neither the first time nor after a time without it. */
    @Test
    void theAgentComesAndGoesAndComesAgain() throws Exception {
        Path api = Path.of(PageConsistency.class.getProtectionDomain().getCodeSource().getLocation().toURI());

        Jvm jvm = Jvm.run(directory, Restarted.class, List.of("-cp", System.getProperty("application.classes")
                + File.pathSeparator + api, "-Djdk.attach.allowAttachSelf=true",
                "-Dsun.tools.attach.attachTimeout=120000", "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:+EnableDynamicAgentLoading"), Jar.FILE.getPath(), description.toString());

        assertThat(jvm.out()).as(String.join("\n", jvm.err())).containsExactly("nobody, healthy: no agent", "nobody: no agent",
                "a loader of its own: true", "first, older: violations 0, swallowed 0",
                "first, healthy: violations 0, swallowed 0", "first: violations 2, swallowed 0",
                "first, elsewhere, healthy: violations 2, swallowed 0", "first, elsewhere: violations 4, swallowed 0",
                "first, stopped, healthy: violations 4, swallowed 0", "first, stopped: violations 4, swallowed 0",
                "let go of: true",
                "a loader of its own: true", "second, older: violations 4, swallowed 0",
                "second, healthy: violations 4, swallowed 0", "second: violations 6, swallowed 0",
                "second, elsewhere, healthy: violations 6, swallowed 0", "second, elsewhere: violations 8, swallowed 0",
                "second, stopped, healthy: violations 8, swallowed 0", "second, stopped: violations 8, swallowed 0",
                "let go of: true");
        assertThat(jvm.status()).isZero();
        assertThat(jvm.err()).filteredOn(line -> line.contains("buffers covers")).hasSize(2);
    }

    @Test
    void aViolationEndsTheMachineWhereItIsTo() throws Exception {
        Jvm jvm = run(Misused.class, ",on-violation=halt", "twice");

        assertThat(jvm.status()).isEqualTo(HALTED);
        assertThat(jvm.out()).doesNotContain("went on for ever");
        assertThat(jvm.err()).anyMatch(line -> line.contains("DOUBLE_FREE #1"))
                .anyMatch(line -> line.contains("halting because of DOUBLE_FREE #1, with status 70"));
    }

    @Test
    void thatNotAllHoldersAreOnRecordIsSaidOnce() throws Exception {
        Jvm jvm = run(Misused.class, "", "many");

        assertThat(jvm.status()).isZero();
        assertThat(jvm.err()).filteredOn(line -> line.contains("not checked any more in some pools: whether memory is given back by an earlier holder"))
                .hasSize(1);
        assertThat(jvm.err()).filteredOn(line -> line.contains("  not checked   whether memory is given back")).hasSize(1);
        assertThat(jvm.err()).anyMatch(line -> line.contains("at exit: nothing found, but not everything was checked"));
    }

    /** A line for each file, and nothing is woven. */
    @Test
    void whatWouldBreakTheAgentIsRefusedInOneLine() throws Exception {
        String queue = write("queue.yaml", "pools:\n- name: q\n  class: java.util.ArrayDeque\n  hand-out: pollFirst()\n"
                + "  take-back: addLast(Object)\n");
        String deep = write("deep.yaml", "pools: " + "[".repeat(20_000));
        String stack = write("stack.yaml", "pools:\n- name: s\n  class: java.util.Stack\n  hand-out: pop()\n  take-back: push(Object)\n");

        Jvm jvm = Jvm.run(directory, Misused.class, List.of("-javaagent:" + Jar.FILE + "=pools="
                + String.join(File.pathSeparator, queue, deep, stack)), "rightly");
        assertThat(jvm.status()).isEqualTo(MISCONFIGURED);
        assertThat(jvm.err()).filteredOn(line -> line.startsWith("[page-consistency]")).hasSize(2)
                .anyMatch(line -> line.contains("queue.yaml:3: 'class' cannot be 'java.util.ArrayDeque', a class of java.base, on which"))
                .anyMatch(line -> line.contains("deep.yaml:1: there are more than 16 levels, one inside the other; allowed: "));
    }

    private String write(String file, String text) throws Exception {
        return Files.writeString(directory.toPath().resolve(file), text).toString();
    }

    @Test
    void aDescriptionByWhichThePoolLooksBrokenFromTheStartIsSwitchedOff() throws Exception {
        Files.writeString(description, Buffers.description().replace("acquire()", "{method: '<init>(int, int)', page: this}"));
        Jvm jvm = run(Misused.class, "", "rightly");

        assertThat(jvm.status()).isZero();
        assertThat(jvm.err()).filteredOn(line -> line.contains("does NOT cover")).singleElement().asString()
                .contains("buffers does NOT cover " + Buffers.class.getName()).contains("it looks broken from its first operations on")
                .contains("pools.yaml:2 does not describe it; it is not watched any more");
    }
}
