package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An application of named modules, and a Java runtime with only the modules it needs. */
@Tag("ends")
class ModulesIT {
    private static final String DESCRIPTOR = "module org.example.service { requires io.netty.buffer; exports org.example; }";
    private static final String MAIN = "org.example.service/org.example.Service";

    @ParameterizedTest
    @MethodSource(Launch.BOTH_JDKS)
    void onTheModulePath(Platform jdk) throws Exception {
        String path = modulePath(jdk.jdk());
        Verdict.healthy(Launch.of(jdk).agent().with("-p", path, "-m").run(MAIN));
        Verdict.broken(Launch.of(jdk).agent().with("--add-opens", "io.netty.buffer/io.netty.buffer=org.example.service",
                "-p", path, "-m").run(MAIN, "broken"));
    }

    /**
     * The runtime has neither {@code jdk.jfr} nor {@code java.management}, and its modules are linked. Netty is on the module path.
     */
    @ParameterizedTest
    @MethodSource(Launch.BOTH_JDKS)
    void aLinkedRuntimeWithoutTheFlightRecorder(Platform jdk) throws Exception {
        Path image = Build.newRun("runtime").resolve("image");
        run(jdk.jdk().tool("jlink").toString(), "--add-modules", "java.base,java.instrument,java.logging,jdk.unsupported",
                "--output", image.toString());
        Jdk linked = new Jdk(jdk.jdk().feature(), image);
        String path = modulePath(jdk.jdk());

        Verdict.healthy(Launch.of(linked).agent().with("-p", path, "-m").run(MAIN));
        Finished broken = Launch.of(linked).recorded("").classPath(Launch.programs().toString(), Launch.jars("netty"))
                .run("org.example.Service", "broken");
        Verdict.broken(broken);
        assertThat(broken.agentLines()).as(broken.toString()).anyMatch(line -> line.startsWith("recording=")
                && line.contains(" has no effect: this runtime has no jdk.jfr"));
        assertThat(broken.recordingFile()).doesNotExist();
        Finished halted = Launch.of(linked).agent("on-violation=halt")
                .classPath(Build.workloads().toString(), Launch.jars("netty")).run("io.pageconsistency.workloads.Halts");
        halted.exits(70);
    }

    /** A module path with Netty's own descriptors, and with one for the application that is made here. */
    private static String modulePath(Jdk jdk) throws Exception {
        Path directory = Build.newRun("module");
        Path source = Files.writeString(directory.resolve("module-info.java"), DESCRIPTOR);
        Path classes = Files.createDirectories(directory.resolve("classes"));
        Path program = Files.createDirectories(classes.resolve("org/example")).resolve("Service.class");
        Files.copy(Launch.programs().resolve("org/example/Service.class"), program);
        List<String> path = new ArrayList<>(List.of(Launch.jar("netty", "netty-buffer-").toString(),
                Launch.jar("netty", "netty-common-").toString()));
        run(jdk.tool("javac").toString(), "-p", String.join(File.pathSeparator, path), "-d", classes.toString(),
                "--patch-module", "org.example.service=" + classes, source.toString());
        path.add(classes.toString());
        return String.join(File.pathSeparator, path);
    }

    private static void run(String... command) {
        Child child = Child.start(List.of(command));
        assertThat(child.status()).as(child.toString()).isZero();
    }
}
