package io.pageconsistency.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A process that a test starts. All other ways to start a process use this class.
 *
 * <p>Both outputs are read while the process runs, so it never waits for the test. The process does not get the options of the
 * virtual machine of the tests. The wait for it has a deadline, and it does not outlive the tests. Thread-safe.
 */
public final class Child implements AutoCloseable {
    /**
     * Options for a virtual machine that runs its code only a few times. The first compiler and the simplest collector halve the
     * processor time of such a run.
     */
    public static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    /** The exit status of a process that did not end by itself. */
    public static final int KILLED = -1;

    /** Much more than anything here takes, except soak tests. A process that hangs is killed after this time. */
    private static final long DEADLINE_SECONDS = Long.getLong("it.deadline", 1_200);
    /** Variables that add options to every command line. Each virtual machine would print a line about them. */
    private static final Predicate<String> OPTIONS_FOR_ALL =
            name -> name.startsWith("JAVA_TOOL") || name.startsWith("JDK_JAVA") || name.equals("_JAVA_OPTIONS");
    /** All processes, because a test that fails does not end its own. */
    private static final Set<Process> ALL = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALL.forEach(Process::destroyForcibly)));
    }

    private final List<String> command;
    private final Process process;
    private final Output out;
    private final Output err;

    /** Reads one stream. */
    private static final class Output extends Thread {
        /** Marks the end after the last line. */
        private static final String END = new String("end");

        private final InputStream stream;
        private final List<String> lines = new ArrayList<>();
        private final BlockingQueue<String> unread = new LinkedBlockingQueue<>();

        Output(InputStream stream) {
            super("output of a process");
            this.stream = stream;
            setDaemon(true);
            start();
        }

        @Override
        public void run() {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    add(line);
                }
            } catch (IOException e) {
                add("(the output ends here: " + e + ")");
            }
            unread.add(END);
        }

        private void add(String line) {
            synchronized (lines) {
                lines.add(line);
            }
            unread.add(line);
        }

        List<String> lines() {
            synchronized (lines) {
                return List.copyOf(lines);
            }
        }

        String next(Predicate<String> wanted) throws InterruptedException {
            String line;
            do {
                line = unread.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
                if (line == END) {
                    unread.add(END);
                    return null;
                }
            } while (line != null && !wanted.test(line));
            return line;
        }
    }

    private Child(List<String> command, Process process) {
        this.command = List.copyOf(command);
        this.process = process;
        ALL.add(process);
        process.onExit().thenAccept(ALL::remove);
        out = new Output(process.getInputStream());
        err = new Output(process.getErrorStream());
    }

    /** Starts a process in the directory of the tests. */
    public static Child start(List<String> command) {
        return start(command, Path.of(""));
    }

    public static Child start(List<String> command, Path directory) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toAbsolutePath().toFile());
        builder.environment().keySet().removeIf(OPTIONS_FOR_ALL);
        try {
            return new Child(command, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a command exists and ends with status 0. */
    public static boolean works(List<String> command) {
        try {
            return start(command).status() == 0;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Writes a line to its input. */
    public void tell(String line) {
        try {
            process.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(this.toString(), e);
        }
    }

    /** Closes its input. */
    public void endInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(this.toString(), e);
        }
    }

    /** Waits for the next matching line of its standard output. Returns null if the output ends first. */
    public String next(Predicate<String> wanted) {
        try {
            return out.next(wanted);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks it to end, similar to Ctrl-C. */
    public void interrupt() {
        process.toHandle().destroy();
    }

    /** Waits for its end, and kills it after the deadline. Returns its exit status, or {@link #KILLED}. */
    public int status() {
        try {
            boolean ended = process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            // A stream may stay open because another process has inherited it.
            out.join(TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
            err.join(TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
            return ended ? process.exitValue() : KILLED;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The lines of its standard output so far; all of them after {@link #status}. */
    public List<String> out() {
        return out.lines();
    }

    /** The lines of its standard error so far; all of them after {@link #status}. */
    public List<String> err() {
        return err.lines();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return String.join(" ", command) + "\n--- out\n" + String.join("\n", out()) + "\n--- err\n" + String.join("\n", err());
    }
}
