package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** A virtual machine at work. */
final class Running {
    /** Far beyond what anything here takes, but for soaks; a virtual machine that hangs is killed then. */
    private static final long DEADLINE_SECONDS = Long.getLong("it.deadline", 600);
    /** Options for the virtual machine of every program, to look for what only shows under them: {@code -Dit.jvm=…}. */
    static final List<String> OPTIONS_OF_THE_TRIAL =
            List.of(System.getProperty("it.jvm", "").trim().split("\\s+")).stream().filter(option -> !option.isEmpty()).toList();
    /** Variables that put options on every command line: what the tests run under is none of a program's business. */
    static final Predicate<String> OPTIONS_FOR_ALL =
            name -> name.startsWith("JAVA_TOOL") || name.startsWith("JDK_JAVA") || name.equals("_JAVA_OPTIONS");
    /** A test that fails leaves its program where it is, and that must not outlive the tests. */
    private static final Set<Process> PROGRAMS = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> PROGRAMS.forEach(Process::destroyForcibly)));
    }

    private final Jdk jdk;
    private final List<String> command;
    private final Path directory;
    private final Path recording;
    private final Process process;
    private final BlockingQueue<String> printed = new LinkedBlockingQueue<>();
    private final CompletableFuture<List<String>> out;
    private final CompletableFuture<List<String>> err;

    Running(Jdk jdk, List<String> command, Path directory, Path recording) throws IOException {
        this.jdk = jdk;
        this.command = new ArrayList<>(command);
        this.command.addAll(command.indexOf(jdk.tool("java").toString()) + 1, OPTIONS_OF_THE_TRIAL);
        this.directory = directory;
        this.recording = recording;
        ProcessBuilder builder = new ProcessBuilder(this.command).directory(directory.toFile());
        builder.environment().keySet().removeIf(OPTIONS_FOR_ALL);
        process = builder.start();
        PROGRAMS.add(process);
        process.onExit().thenAccept(PROGRAMS::remove);
        out = CompletableFuture.supplyAsync(() -> read(process.getInputStream(), printed), Running::newThread);
        err = CompletableFuture.supplyAsync(() -> read(process.getErrorStream(), new LinkedBlockingQueue<>()),
                Running::newThread);
    }

    private static void newThread(Runnable reader) {
        Thread thread = new Thread(reader, "output-of-a-run");
        thread.setDaemon(true);
        thread.start();
    }

    private static List<String> read(InputStream stream, BlockingQueue<String> also) {
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                also.add(line);
            }
        } catch (IOException e) {
            lines.add("(the output ends here: " + e + ")");
        }
        return lines;
    }

    /** Waits until the program stands at a gate. */
    Running reaches(String gate) {
        try {
            String line = printed.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
            while (line != null && !line.equals("READY " + gate)) {
                line = printed.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
            }
            assertThat(line).as("reaches the gate %s: %s", gate, command).isNotNull();
            return this;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opens the gate at which the program stands. */
    Running passes() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the program a line of input, and waits for a line of output that begins like this. */
    String asks(String command, String answer) {
        try {
            process.getOutputStream().write((command + '\n').getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            String line = printed.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
            while (line != null && !line.startsWith(answer)) {
                line = printed.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
            }
            assertThat(line).as("answer %s to %s: %s", answer, command, this.command).isNotNull();
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The program, for who attaches to it. */
    String pid() {
        return Long.toString(process.pid());
    }

    /** Has {@code jcmd} of the same JDK do something to the program; {@code FILE} as in {@link Java#with}. */
    Running jcmd(String... arguments) {
        jcmdOutput(arguments);
        return this;
    }

    /** The same, for what it prints. */
    List<String> jcmdOutput(String... arguments) {
        List<String> line = new ArrayList<>(List.of(jdk.tool("jcmd").toString(), "-J-D" + Attachment.TIMEOUT + "="
                + Attachment.TIMEOUT_MILLIS, Long.toString(process.pid())));
        for (String argument : arguments) {
            line.add(argument.replace("FILE", recording.toString()));
        }
        try {
            ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
            builder.environment().keySet().removeIf(OPTIONS_FOR_ALL);
            Process jcmd = builder.start();
            List<String> output = read(jcmd.getInputStream(), new LinkedBlockingQueue<>());
            assertThat(jcmd.waitFor()).as("%s%n%s", line, String.join("\n", output)).isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Finished finish() {
        try {
            boolean ended = process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            Finished finished = new Finished(jdk, command, ended ? process.exitValue() : Finished.KILLED,
                    out.get(DEADLINE_SECONDS, TimeUnit.SECONDS), err.get(DEADLINE_SECONDS, TimeUnit.SECONDS), recording);
            Files.write(directory.resolve("out.txt"), finished.out());
            Files.write(directory.resolve("err.txt"), finished.err());
            return finished;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
