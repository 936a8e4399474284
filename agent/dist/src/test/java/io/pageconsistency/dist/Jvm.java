package io.pageconsistency.dist;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How a virtual machine with the agent ended.
 *
 * @param status its exit status
 * @param out the lines of its standard output
 * @param err the lines of its standard error, without the machine's own warnings
 */
record Jvm(int status, List<String> out, List<String> err) {
    private static final long PATIENCE_SECONDS = 60;

    /** Runs {@link Application} with the jar under test as its agent. */
    static Jvm run(File directory, String agentArgument, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.add("-javaagent:" + Jar.FILE + agentArgument);
        command.addAll(List.of("-cp", System.getProperty("application.classes")));
        command.addAll(List.of(options));
        command.add(Application.class.getName());
        File out = new File(directory, "out");
        File err = new File(directory, "err");
        Process process = new ProcessBuilder(command).redirectOutput(out).redirectError(err).start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("still running: " + command + "\n" + Files.readString(err.toPath()));
            }
        } finally {
            process.destroyForcibly();
        }
        return new Jvm(process.exitValue(), Files.readAllLines(out.toPath()),
                // The machine notes that it cannot share class data of applications beside an extended boot class path.
                Files.readAllLines(err.toPath()).stream().filter(line -> !line.contains("VM warning: Sharing is only supported"))
                        .toList());
    }
}
