package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A program under the test's control, on which the commands are tried. */
final class Program implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Child child;

    private Program(List<String> command) {
        child = Child.start(command);
        assertThat(line()).isEqualTo("ready");
    }

    /** Starts a program without the agent. */
    static Program start(Jdk jdk, String... options) {
        return startInside(List.of(), jdk, options);
    }

    /** Does the same inside another command, which replaces itself by the program. */
    static Program startInside(List<String> outer, Jdk jdk, String... options) {
        List<String> command = new ArrayList<>(outer);
        command.addAll(List.of(jdk.tool("java").toString(), "-Xmx64m"));
        command.addAll(Child.QUICK);
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("it.programs"), "io.pageconsistency.it.program.Obedient",
                "a-secret"));
        return new Program(command);
    }

    /** Starts a program with the agent and with its pool of known figures. */
    static Program startWithPool(Jdk jdk) {
        Program program = start(jdk, "-javaagent:" + Build.agent() + "=scrub=off");
        program.does("open");
        return program;
    }

    long pid() {
        return child.pid();
    }

    boolean isAlive() {
        return child.isAlive();
    }

    Program does(String order) {
        child.tell(order);
        assertThat(line()).isEqualTo("done " + order);
        return this;
    }

    private String line() {
        return child.next(any -> true);
    }

    /** Its standard error so far. The agent may print a message after the event it is about, so use {@link #says} for messages. */
    List<String> err() {
        return child.err();
    }

    /** Waits until its standard error has this number of matching lines. */
    void says(int times, String pattern) {
        await().atMost(PATIENCE).untilAsserted(() ->
                assertThat(err()).filteredOn(line -> line.matches(pattern)).hasSize(times));
    }

    /** Stops it, and waits until each of its threads has stopped. */
    void stop() {
        signal("STOP");
        Path status = Path.of("/proc", Long.toString(pid()), "status");
        if (Files.exists(status)) {
            await().atMost(PATIENCE).untilAsserted(() ->
                    assertThat(Files.readAllLines(status)).anyMatch(line -> line.matches("State:\\s+T.*")));
        }
    }

    /** Sends a signal, named without SIG. */
    void signal(String name) {
        assertThat(Child.start(List.of("kill", "-" + name, Long.toString(pid()))).status()).isZero();
    }

    /** Closes its input and waits for its end. Returns its output. */
    List<String> finish() {
        child.endInput();
        assertThat(child.status()).as(child.toString()).isZero();
        return child.out();
    }

    @Override
    public void close() {
        child.close();
    }
}
