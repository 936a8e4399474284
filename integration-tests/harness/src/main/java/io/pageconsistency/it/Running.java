package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A running virtual machine. */
final class Running {
    /** Options for the virtual machine of every program, to find faults that only show with them: {@code -Dit.jvm=…}. */
    static final List<String> OPTIONS_OF_THE_TRIAL =
            List.of(System.getProperty("it.jvm", "").trim().split("\\s+")).stream().filter(option -> !option.isEmpty()).toList();

    private final Jdk jdk;
    private final List<String> command;
    private final Path directory;
    private final Path recording;
    private final Child child;

    Running(Jdk jdk, List<String> command, Path directory, Path recording) {
        this.jdk = jdk;
        this.command = new ArrayList<>(command);
        this.command.addAll(command.indexOf(jdk.tool("java").toString()) + 1, OPTIONS_OF_THE_TRIAL);
        this.directory = directory;
        this.recording = recording;
        child = Child.start(this.command, directory);
    }

    /** Waits until the program waits at a gate. */
    Running reaches(String gate) {
        assertThat(child.next(line -> line.equals("READY " + gate))).as("reaches the gate %s: %s", gate, child).isNotNull();
        return this;
    }

    /** Opens the gate at which the program waits. */
    Running passes() {
        child.tell("");
        return this;
    }

    /** Writes a line to the program's input, and waits for a line of output with this beginning. */
    String asks(String order, String answer) {
        child.tell(order);
        String line = child.next(candidate -> candidate.startsWith(answer));
        assertThat(line).as("answer %s to %s: %s", answer, order, child).isNotNull();
        return line;
    }

    /** The process id, for attaching to the program. */
    String pid() {
        return Long.toString(child.pid());
    }

    /** Runs {@code jcmd} of the same JDK for the program. {@code FILE} as in {@link Java#with}. */
    Running jcmd(String... arguments) {
        jcmdOutput(arguments);
        return this;
    }

    /** Does the same, and returns the output. */
    List<String> jcmdOutput(String... arguments) {
        List<String> line = new ArrayList<>(List.of(jdk.tool("jcmd").toString(), "-J-D" + Attachment.TIMEOUT + "="
                + Attachment.TIMEOUT_MILLIS, pid()));
        for (String argument : arguments) {
            line.add(argument.replace("FILE", recording.toString()));
        }
        Child jcmd = Child.start(line);
        assertThat(jcmd.status()).as(jcmd.toString()).isZero();
        return jcmd.out();
    }

    Finished finish() {
        int status = child.status();
        Finished finished = new Finished(jdk, command, status, child.out(), child.err(), recording);
        try {
            Files.write(directory.resolve("out.txt"), finished.out());
            Files.write(directory.resolve("err.txt"), finished.err());
            return finished;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
