package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A command of the jar that runs in a process of its own. */
final class Command implements AutoCloseable {
    /** A long timeout for a busy machine. Tests of the timeout itself pass another one. */
    private static final String TIMEOUT = "--timeout";
    private static final String LONG = TIMEOUT + "=60s";

    /** The end of a command: its status, and the lines of its two outputs. */
    record Ended(List<String> command, int status, List<String> out, List<String> err) {
        Ended with(int expected) {
            assertThat(status).as(toString()).isEqualTo(expected);
            // Neither output is a terminal, so there must be no control sequences.
            assertThat(out).as(toString()).noneMatch(line -> line.contains("\u001b"));
            assertThat(err).as(toString()).noneMatch(line -> line.contains("\u001b") || line.startsWith("\tat "));
            return this;
        }

        /** Expects that the command ended without doing anything. Returns the one line with the reason. */
        String refused(int expected) {
            with(expected);
            assertThat(out).as(toString()).isEmpty();
            assertThat(err).as(toString()).hasSize(1);
            return err.get(0);
        }
    }

    private final List<String> command;
    private final Child child;

    private Command(List<String> command) {
        this.command = command;
        child = Child.start(command);
    }

    /** Starts {@code java -jar page-consistency.jar} with arguments. */
    static Command start(Jdk jdk, Object... arguments) {
        return startWith(jdk, List.of(), arguments);
    }

    static Command startWith(Jdk jdk, List<String> options, Object... arguments) {
        return new Command(line(jdk, options, Build.agent(), arguments));
    }

    /** Does the same inside another command, for example one that changes the user, and with a jar at another place. */
    static Command startInside(List<String> outer, Jdk jdk, Path jar, Object... arguments) {
        List<String> line = new ArrayList<>(outer);
        line.addAll(line(jdk, List.of(), jar, arguments));
        return new Command(line);
    }

    static Ended run(Jdk jdk, Object... arguments) {
        return start(jdk, arguments).ends();
    }

    private static List<String> line(Jdk jdk, List<String> options, Path jar, Object... arguments) {
        List<String> line = new ArrayList<>(List.of(jdk.tool("java").toString(), "-Xmx64m"));
        line.addAll(Child.QUICK);
        line.addAll(options);
        line.addAll(List.of("-jar", jar.toString()));
        for (Object argument : arguments) {
            line.add(argument.toString());
        }
        boolean asksAProcess = arguments.length > 1 && arguments[1] instanceof Long;
        if (asksAProcess && !line.contains(TIMEOUT)) {
            line.add(LONG);
        }
        return line;
    }

    /** The next line of its standard output. */
    String line() {
        String line = child.next(any -> true);
        assertThat(line).as("a further line of %s", child).isNotNull();
        return line;
    }

    Ended ends() {
        return new Ended(command, child.status(), child.out(), child.err());
    }

    /** Ends it with a signal, similar to Ctrl-C. Returns its status. */
    int interrupted() {
        child.interrupt();
        return child.status();
    }

    @Override
    public void close() {
        child.close();
    }
}
