package io.pageconsistency.dist;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * How a virtual machine with the agent ended.
 *
 * @param status its exit status
 * @param out the lines of its standard output
 * @param err the lines of its standard error; both without the machine's own warnings, which differ from computer to computer
 */
record Jvm(int status, List<String> out, List<String> err) {
    private static final long PATIENCE_SECONDS = 300;
    /** Of class data that cannot be shared beside an extended boot class path, of containers, of files in the way. */
    private static final Pattern WARNING = Pattern.compile("^(\\[[0-9.,]+s]\\[warning]\\[|.* VM warning: )");

    /** Each does everything once, for which the first compiler and the simplest collector take half of the processor's time. */
    private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /** What the tests themselves run under is none of the program's business: the machine would say that it obeys that. */
    static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(Set.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS"));
        return builder;
    }

    /** Runs {@link Application} with the jar under test as its agent. */
    static Jvm run(File directory, String agentArgument, String... options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("-javaagent:" + Jar.FILE + agentArgument));
        all.addAll(List.of(options));
        return run(directory, Application.class, all);
    }

    /**
     * Runs a program of the tests.
     *
     * @param options those of the virtual machine, its agents among them
     */
    static Jvm run(File directory, Class<?> program, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(QUICK);
        command.addAll(List.of("-cp", System.getProperty("application.classes")));
        command.addAll(options);
        command.add(program.getName());
        command.addAll(List.of(arguments));
        File out = new File(directory, "out");
        File err = new File(directory, "err");
        Process process = builder(command).redirectOutput(out).redirectError(err).start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("still running: " + command + "\n" + Files.readString(err.toPath()));
            }
        } finally {
            process.destroyForcibly();
        }
        return new Jvm(process.exitValue(), lines(out), lines(err));
    }

    private static List<String> lines(File file) throws IOException {
        return Files.readAllLines(file.toPath()).stream().filter(line -> !WARNING.matcher(line).find()).toList();
    }
}
