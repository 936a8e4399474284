package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Builds a {@code java} command line with unusual parts: a command before it, an order of agents, or a source of classes. {@code
 * DIR} in it is replaced by the empty directory of the run.
 */
final class Launch {
    /** For {@code @MethodSource}: the oldest and the newest JDK. */
    static final String BOTH_JDKS = "io.pageconsistency.it.Launch#jdks";

    private final Jdk jdk;
    private final List<String> prefix = new ArrayList<>();
    private final List<String> options = new ArrayList<>(List.of("-Xmx512m"));
    private boolean optimizing = !Running.OPTIONS_OF_THE_TRIAL.isEmpty();

    private Launch(Jdk jdk) {
        this.jdk = jdk;
    }

    static Launch of(Jdk jdk) {
        return new Launch(jdk);
    }

    static Launch of(Platform platform) {
        return of(platform.jdk());
    }

    static Stream<Platform> jdks() {
        return Stream.of(Platform.oldJdk(Platform.NEWEST_NETTY), Platform.newJdk(Platform.NEWEST_NETTY));
    }

    static Jdk oldest() {
        return Platform.oldJdk(Platform.NEWEST_NETTY).jdk();
    }

    static Jdk newest() {
        return Platform.newJdk(Platform.NEWEST_NETTY).jdk();
    }

    /** Sets a command that gets {@code java} and its arguments as further arguments. */
    Launch startedBy(String... command) {
        prefix.addAll(List.of(command));
        return this;
    }

    /** Adds options of the virtual machine, in order. */
    Launch with(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** Uses the compilers and the collector that the JDK chooses itself, or that an option names. */
    Launch optimizing() {
        optimizing = true;
        return this;
    }

    /** Adds the agent after the options so far. */
    Launch agent(String arguments) {
        return with("-javaagent:" + Build.agent() + (arguments.isEmpty() ? "" : "=" + arguments));
    }

    Launch agent() {
        return agent("");
    }

    /** Adds the agent with a recording, {@link Finished#recording()}. */
    Launch recorded(String arguments) {
        return agent((arguments.isEmpty() ? "" : arguments + ",") + "recording=DIR/recording.jfr");
    }

    Launch classPath(String... entries) {
        return with("-cp", String.join(File.pathSeparator, entries));
    }

    /** Runs a program of the module workloads. */
    Finished workload(String program, String... arguments) {
        return classPath(Build.workloads().toString(), jars("netty")).run("io.pageconsistency.workloads." + program, arguments);
    }

    Finished run(String main, String... arguments) {
        return start(main, arguments).finish();
    }

    /** @param main comes after all options: a class, or {@code -jar} with the jar as the first argument */
    Running start(String main, String... arguments) {
        Path directory = Build.newRun(main.substring(Math.max(main.lastIndexOf('.'), main.lastIndexOf('/')) + 1));
        List<String> command = new ArrayList<>(prefix);
        command.add(jdk.tool("java").toString());
        if (!optimizing) {
            command.addAll(Child.QUICK);
        }
        command.addAll(options);
        command.add(main);
        command.addAll(Arrays.asList(arguments));
        command.replaceAll(word -> word.replace("DIR", directory.toString()));
        return new Running(jdk, command, directory, directory.resolve("recording.jfr"));
    }

    /** The jars of a directory below {@code target/libraries}, as a class path. */
    static String jars(String directory) {
        return String.join(File.pathSeparator, jarFiles(directory).stream().map(Path::toString).toList());
    }

    static List<Path> jarFiles(String directory) {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("it.directory"), "libraries", directory))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one jar of such a directory whose name has this prefix. */
    static Path jar(String directory, String beginning) {
        List<Path> found = jarFiles(directory).stream()
                .filter(file -> file.getFileName().toString().startsWith(beginning)).toList();
        assertThat(found).as("%s* in %s", beginning, directory).hasSize(1);
        return found.get(0);
    }

    /** The class files of {@code org.example}. */
    static Path programs() {
        return Path.of(System.getProperty("it.classes"));
    }
}
