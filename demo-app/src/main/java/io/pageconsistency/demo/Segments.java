package io.pageconsistency.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The second part of the demo. It runs in another virtual machine, because it needs a newer Java than the first part, and an agent
 * that knows the description of the pool.
 *
 * <p>The output of that virtual machine is passed on line by line, except for the lines with the outcomes of its scenarios.
 */
final class Segments {
    private static final String DESCRIPTION = "segment/page-pool.yaml";
    private static final String POOL = "segment/PagePool.class";
    private static final String AGENT = "-javaagent:";

    private final PrintStream out;

    Segments(PrintStream out) {
        this.out = out;
    }

    /** @return the outcome of each scenario; empty after a message if they cannot be run */
    List<Outcome> run() throws IOException, InterruptedException {
        if (Segments.class.getResource(POOL) == null) {
            return leftOut("they were not compiled, because there was no JDK " + NewerJava.FIRST + " or newer when this was built");
        }
        Optional<Path> java = NewerJava.find();
        if (java.isEmpty()) {
            return leftOut("they need a Java " + NewerJava.FIRST + " or newer, and none was found; looked at "
                    + NewerJava.PLACES);
        }
        Optional<String> agent = agent();
        if (agent.isEmpty()) {
            return leftOut("where the agent's jar is cannot be told from this Java's arguments");
        }
        Path pools = Files.createTempFile("page-pool", ".yaml");
        try {
            try (InputStream description = Segments.class.getResourceAsStream(DESCRIPTION)) {
                Files.copy(description, pools, StandardCopyOption.REPLACE_EXISTING);
            }
            return run(java.get(), agent.get(), pools);
        } finally {
            Files.delete(pools);
        }
    }

    private List<Outcome> leftOut(String reason) {
        out.println();
        out.println("The scenarios with memory segments are LEFT OUT: " + reason + ".");
        return List.of();
    }

    /** The path of the agent's jar in the arguments of this virtual machine. */
    private static Optional<String> agent() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith(AGENT) && argument.contains("page-consistency"))
                .map(argument -> argument.substring(AGENT.length()).split("=", 2)[0]).findFirst();
    }

    private List<Outcome> run(Path java, String agent, Path pools) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(NewerJava.executable(java).toString());
        command.add(AGENT + agent);
        command.add("-Dpageconsistency.pools=" + pools);
        Recordings.destinations().stream().findFirst()
                .ifPresent(recording -> command.add("-Dpageconsistency.recording=" + ofSegments(recording)));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), DemoApp.class.getName(), "segments", "--here"));
        out.println();
        out.println("From here on in " + java + ":");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        // These options were meant for this virtual machine, and may name an agent or the file of a recording.
        builder.environment().keySet().removeIf(name -> name.equals("JAVA_TOOL_OPTIONS") || name.equals("JDK_JAVA_OPTIONS"));
        Process process = builder.start();
        List<Outcome> outcomes = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (Outcome.isLine(line)) {
                    outcomes.add(Outcome.ofLine(line));
                } else {
                    out.println(line);
                }
            }
        }
        int status = process.waitFor();
        if (status != DemoApp.AS_EXPECTED && outcomes.stream().allMatch(Outcome::asExpected)) {
            outcomes.add(Outcome.of("segments", Tally.none(), List.of(), "ended with status " + status));
        }
        return outcomes;
    }

    /** A file next to the other recording. */
    private static Path ofSegments(Path recording) {
        String name = recording.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return recording.toAbsolutePath().resolveSibling(
                (dot < 0 ? name : name.substring(0, dot)) + "-segments" + (dot < 0 ? "" : name.substring(dot)));
    }
}
