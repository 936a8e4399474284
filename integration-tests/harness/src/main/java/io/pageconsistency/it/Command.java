package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A command of the jar, at work in a process of its own. */
final class Command implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 1200;
    /** What a command waits for is what is tested where it says how long; elsewhere it waits as long as a busy machine needs. */
    private static final String TIMEOUT = "--timeout";
    private static final String LONG = TIMEOUT + "=60s";

    /** How it ended: its status, and the lines of its two outputs. */
    record Ended(List<String> command, int status, List<String> out, List<String> err) {
        Ended with(int expected) {
            assertThat(status).as(toString()).isEqualTo(expected);
            // No control sequences: neither output is a terminal.
            assertThat(out).as(toString()).noneMatch(line -> line.contains("\u001b"));
            assertThat(err).as(toString()).noneMatch(line -> line.contains("\u001b") || line.startsWith("\tat "));
            return this;
        }

        /** It ended without having done anything, and said why in one line. */
        String refused(int expected) {
            with(expected);
            assertThat(out).as(toString()).isEmpty();
            assertThat(err).as(toString()).hasSize(1);
            return err.get(0);
        }
    }

    private final List<String> command;
    private final Process process;
    private final BufferedReader out;
    private final CompletableFuture<List<String>> err;

    private Command(List<String> command) {
        this.command = command;
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(Running.OPTIONS_FOR_ALL);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        err = CompletableFuture.supplyAsync(() -> lines(process.getErrorStream()), Command::newThread);
    }

    /** {@code java -jar page-consistency.jar} with arguments. */
    static Command start(Jdk jdk, Object... arguments) {
        return startWith(jdk, List.of(), arguments);
    }

    static Command startWith(Jdk jdk, List<String> options, Object... arguments) {
        return new Command(line(jdk, options, Build.agent(), arguments));
    }

    /** The same inside of another command, such as one that changes the user, and with a jar that lies elsewhere. */
    static Command startInside(List<String> outer, Jdk jdk, Path jar, Object... arguments) {
        List<String> line = new ArrayList<>(outer);
        line.addAll(line(jdk, List.of(), jar, arguments));
        return new Command(line);
    }

    static Ended run(Jdk jdk, Object... arguments) {
        return start(jdk, arguments).ends();
    }

    private static List<String> line(Jdk jdk, List<String> options, Path jar, Object... arguments) {
        List<String> line = new ArrayList<>(List.of(jdk.tool("java").toString(), "-Xmx64m", "-XX:TieredStopAtLevel=1"));
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

    private static void newThread(Runnable reader) {
        Thread thread = new Thread(reader, "output of a command");
        thread.setDaemon(true);
        thread.start();
    }

    private static List<String> lines(InputStream stream) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next line of its standard output. */
    String line() {
        try {
            String line = out.readLine();
            assertThat(line).as("a further line of %s", command).isNotNull();
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Ended ends() {
        CompletableFuture<List<String>> rest = CompletableFuture.supplyAsync(() -> out.lines().toList(), Command::newThread);
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
            return new Ended(command, process.exitValue(), rest.get(PATIENCE_SECONDS, TimeUnit.SECONDS),
                    err.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Ends it with a signal, nearly as Ctrl-C does; its status. */
    int interrupted() {
        process.toHandle().destroy();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
