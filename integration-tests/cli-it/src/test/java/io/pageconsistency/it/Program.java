package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A program that does what it is told; what the commands are tried on. */
final class Program implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Process process;
    private final BufferedReader out;
    private final Path err = Build.newRun("Obedient").resolve("err.txt");

    private Program(List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
            builder.environment().keySet().removeIf(Running.OPTIONS_FOR_ALL);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertThat(line()).isEqualTo("ready");
    }

    /** Without the agent. */
    static Program start(Jdk jdk, String... options) {
        return startInside(List.of(), jdk, options);
    }

    /** The same inside of another command that becomes it. */
    static Program startInside(List<String> outer, Jdk jdk, String... options) {
        List<String> command = new ArrayList<>(outer);
        command.addAll(List.of(jdk.tool("java").toString(), "-Xmx64m"));
        command.addAll(Java.QUICK);
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("it.programs"), "io.pageconsistency.it.program.Obedient",
                "a-secret"));
        return new Program(command);
    }

    /** With the agent from the start, and its pool of known figures. */
    static Program startWithPool(Jdk jdk) {
        Program program = start(jdk, "-javaagent:" + Build.agent() + "=scrub=off");
        program.does("open");
        return program;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    Program does(String order) {
        try {
            process.getOutputStream().write((order + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(line()).isEqualTo("done " + order);
        return this;
    }

    private String line() {
        try {
            return out.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its standard error so far. The agent writes there after what it tells of: {@link #says}. */
    List<String> err() {
        try {
            return Files.readAllLines(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has written such lines to its standard error, and so many of them. */
    void says(int times, String pattern) {
        await().atMost(PATIENCE).untilAsserted(() ->
                assertThat(err()).filteredOn(line -> line.matches(pattern)).hasSize(times));
    }

    /** Stops it, and waits until it stands still: each of its threads is told for itself. */
    void stop() {
        signal("STOP");
        Path status = Path.of("/proc", Long.toString(pid()), "status");
        if (Files.exists(status)) {
            await().atMost(PATIENCE).untilAsserted(() ->
                    assertThat(Files.readAllLines(status)).anyMatch(line -> line.matches("State:\\s+T.*")));
        }
    }

    /** Sends a signal, by its name without SIG. */
    void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start();
            assertThat(kill.waitFor()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends it with its input; the rest of what it printed. */
    List<String> finish() {
        try {
            process.getOutputStream().close();
            List<String> rest = out.lines().toList();
            assertThat(process.waitFor()).isZero();
            return rest;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
