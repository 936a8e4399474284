package io.pageconsistency.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The packaged demo, run to its end in a virtual machine of its own.
 *
 * @param status the exit status
 */
record DemoRun(int status, String out, String err) {
    private static final int MINUTES = 5;

    /** @param directory the working directory, where relative file names lead */
    static DemoRun withoutAgent(Path directory, String... arguments) throws IOException, InterruptedException {
        return run(directory, List.of(), arguments);
    }

    /** @param options of the agent, as one writes them after its jar's name */
    static DemoRun underAgent(Path directory, String options, String... arguments)
            throws IOException, InterruptedException {
        return run(directory, List.of("-javaagent:" + property("agent.jar") + options), arguments);
    }

    private static DemoRun run(Path directory, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // It does everything once.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-jar", property("demo.jar")));
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out.txt");
        Path err = directory.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
                .redirectOutput(out.toFile()).redirectError(err.toFile());
        // What the tests themselves run under is none of the demo's business, and every virtual machine says that it obeys it.
        builder.environment().keySet().removeAll(Set.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            assertThat(ended).as("ended in time; stderr: %s", Files.readString(err)).isTrue();
            return new DemoRun(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        assertThat(Path.of(value)).as(name).isRegularFile();
        return Path.of(value).toAbsolutePath().normalize().toString();
    }
}
